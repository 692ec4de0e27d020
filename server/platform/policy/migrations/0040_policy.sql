-- Dated numbers with a source. Rows are added, never changed.
CREATE TABLE policy_version (
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    source TEXT NOT NULL,
    body TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE INDEX policy_valid_from ON policy_version (name, valid_from, version);
