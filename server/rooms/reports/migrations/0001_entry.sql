CREATE TABLE reports_entry (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    area_code TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX reports_entry_area ON reports_entry (area_code, id);
