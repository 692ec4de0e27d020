-- A sheet that comes again: what it changed, so that it can be undone; and the sheet's own keys.
ALTER TABLE registry_import ADD COLUMN mode TEXT NOT NULL DEFAULT 'add';
ALTER TABLE registry_import ADD COLUMN updated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registry_import ADD COLUMN same BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registry_import ADD COLUMN restored BIGINT NOT NULL DEFAULT 0;

-- A record as it was before a row changed it, sealed under the person's key.
CREATE TABLE registry_import_change (
    import_id TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    person_id TEXT NOT NULL,
    version_after BIGINT NOT NULL,
    before {blob},
    PRIMARY KEY (import_id, row_number)
);
CREATE INDEX registry_import_change_person ON registry_import_change (person_id, import_id);

-- The number a sheet gives its rows (编号), by the area that keeps the sheet: a keyed hash.
CREATE TABLE registry_sheet_key (
    area_code TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (area_code, key_hash)
);
CREATE INDEX registry_sheet_key_person ON registry_sheet_key (person_id);
