-- One key a person and purpose, wrapped under the master key. Destroying one empties `wrapped` and keeps the row
-- as proof; sealing for the same person later starts the next generation.
CREATE TABLE sealing_key (
    person_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    generation BIGINT NOT NULL,
    wrapped {blob} NOT NULL,
    destroyed BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, purpose, generation)
);

-- Which master key this database belongs to: one row, a hash that reveals nothing of the key.
CREATE TABLE sealing_master (
    id BIGINT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL
);
