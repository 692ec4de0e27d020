-- Places. A code begins with its parent's code; levels left out are filled with zeros (see rules_area.hpp).
CREATE TABLE registry_area (
    code TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    level TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    full_name TEXT NOT NULL,
    zone TEXT NOT NULL,
    import_id TEXT,
    created_at BIGINT NOT NULL
);
-- One name among siblings; also how an import finds "3号楼" of an estate.
CREATE UNIQUE INDEX registry_area_sibling ON registry_area (parent, name);
CREATE INDEX registry_area_level ON registry_area (parent, level, code);
-- Search by address words: prefix of the name, then the range of codes.
CREATE INDEX registry_area_word ON registry_area (name_key, code);
CREATE INDEX registry_area_import ON registry_area (import_id, code) WHERE import_id IS NOT NULL;

CREATE TABLE registry_household (
    id TEXT PRIMARY KEY,
    area_code TEXT NOT NULL REFERENCES registry_area (code),
    import_id TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX registry_household_area ON registry_household (area_code);

-- identity_number, phone and address are sealed under the person's own key; the _hash columns are keyed hashes.
CREATE TABLE registry_person (
    id TEXT PRIMARY KEY,
    household_id TEXT NOT NULL REFERENCES registry_household (id),
    area_code TEXT NOT NULL,
    name TEXT NOT NULL,
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_date TEXT,
    identity_kind TEXT NOT NULL,
    identity_number {blob},
    identity_hash TEXT,
    identity_tail_hash TEXT,
    phone {blob},
    phone_hash TEXT,
    address {blob},
    relation TEXT NOT NULL,
    smartphone TEXT NOT NULL,
    guardian TEXT,
    open_order TEXT,
    used BIGINT NOT NULL,
    import_id TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX registry_person_area ON registry_person (area_code, id);
CREATE INDEX registry_person_household ON registry_person (household_id, id);
CREATE UNIQUE INDEX registry_person_identity ON registry_person (identity_hash);
CREATE INDEX registry_person_identity_tail ON registry_person (identity_tail_hash, area_code, id);
CREATE INDEX registry_person_phone ON registry_person (phone_hash, area_code, id);
-- Possible duplicates: born the same day under the same name.
CREATE INDEX registry_person_born ON registry_person (birth_date, name);
CREATE INDEX registry_person_import ON registry_person (import_id, id) WHERE import_id IS NOT NULL;

-- A person's names as one types them: whole and given name, pinyin, initials. ASCII only (rules_search.hpp), so
-- that a prefix is a range of the index under every collation. No key: rows go when their person goes.
CREATE TABLE registry_search (
    token TEXT NOT NULL,
    area_code TEXT NOT NULL,
    person_id TEXT NOT NULL
);
CREATE INDEX registry_search_token ON registry_search (token, area_code, person_id);

-- What a person's record was before each change. `fields` are names only; `before` is sealed.
CREATE TABLE registry_history (
    person_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    before {blob},
    PRIMARY KEY (person_id, version)
);
