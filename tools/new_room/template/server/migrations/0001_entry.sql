CREATE TABLE example_entry (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    area_code TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX example_entry_area ON example_entry (area_code, id);
