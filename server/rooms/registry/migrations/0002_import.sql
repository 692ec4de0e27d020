-- An import of the office's own sheet. Titles and counts are clear; rows are sealed with the program's own key.
CREATE TABLE registry_import (
    id TEXT PRIMARY KEY,
    filename TEXT NOT NULL,
    state TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    area_code TEXT NOT NULL,
    header_row BIGINT NOT NULL,
    titles TEXT NOT NULL,
    mapping TEXT NOT NULL,
    sheet_rows BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    chunk_next BIGINT NOT NULL,
    good BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    alike BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX registry_import_created ON registry_import (created_at, id);

-- The sheet, some hundred rows a piece; each goes when its rows are in.
CREATE TABLE registry_import_chunk (
    import_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    rows {blob} NOT NULL,
    PRIMARY KEY (import_id, number)
);

-- Rows that did not go in: what was wrong, and the sealed cells for the file of errors.
CREATE TABLE registry_import_row (
    import_id TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reasons TEXT NOT NULL,
    cells {blob} NOT NULL,
    PRIMARY KEY (import_id, row_number)
);

-- Rows that may be, or by their number are, somebody of the register. person_id is empty when none was added.
CREATE TABLE registry_import_twin (
    import_id TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    person_id TEXT,
    other_id TEXT NOT NULL,
    PRIMARY KEY (import_id, row_number, other_id)
);

-- The columns as they were chosen for a sheet with these titles.
CREATE TABLE registry_import_mapping (
    titles_digest TEXT PRIMARY KEY,
    mapping TEXT NOT NULL,
    used_at BIGINT NOT NULL
);

-- A child's guardian who goes with an undone import.
CREATE INDEX registry_person_guardian ON registry_person (guardian) WHERE guardian IS NOT NULL;
