-- Two records of one person. The one merged away keeps everything it had but stands out of lists and search; its id
-- means the other in person_alias.
ALTER TABLE registry_person ADD COLUMN merged_into TEXT;
CREATE INDEX registry_person_merged ON registry_person (merged_into) WHERE merged_into IS NOT NULL;

-- People who may be one person: what speaks for it (`signs`), and what somebody decided. person_a < person_b.
CREATE TABLE registry_pair (
    person_a TEXT NOT NULL,
    person_b TEXT NOT NULL,
    area_a TEXT NOT NULL,
    area_b TEXT NOT NULL,
    level TEXT NOT NULL,
    score BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    signs TEXT NOT NULL,
    state TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    PRIMARY KEY (person_a, person_b)
);
CREATE INDEX registry_pair_other ON registry_pair (person_b, person_a);
-- The list: the surest first.
CREATE INDEX registry_pair_open ON registry_pair (state, rank, person_a, person_b);
CREATE INDEX registry_pair_level ON registry_pair (state, level, rank, person_a, person_b);

-- A merge: `before` is the kept record as it was, sealed under the kept person's key.
CREATE TABLE registry_merge (
    id TEXT PRIMARY KEY,
    kept TEXT NOT NULL,
    gone TEXT NOT NULL,
    state TEXT NOT NULL,
    run_id TEXT,
    area_code TEXT NOT NULL,
    gone_area_code TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    taken TEXT NOT NULL,
    kept_version BIGINT NOT NULL,
    before {blob},
    ended_at BIGINT,
    ended_by TEXT
);
CREATE INDEX registry_merge_kept ON registry_merge (kept, id);
CREATE INDEX registry_merge_gone ON registry_merge (gone, id);
CREATE INDEX registry_merge_run_id ON registry_merge (run_id, id) WHERE run_id IS NOT NULL;
CREATE INDEX registry_merge_at ON registry_merge (at, id);

-- Merging all pairs that the rule calls exact, as one job.
CREATE TABLE registry_merge_run (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    area_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    merged BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    undone BIGINT NOT NULL,
    stayed BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX registry_merge_run_created ON registry_merge_run (created_at, id);
CREATE TABLE registry_merge_result (
    run_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    person_a TEXT NOT NULL,
    person_b TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    merge_id TEXT,
    PRIMARY KEY (run_id, number)
);

-- Where somebody moved from and to, and on which day; who said so and why stands in registry_history.
CREATE TABLE registry_move (
    person_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    moved_on TEXT NOT NULL,
    from_household TEXT NOT NULL,
    from_area TEXT NOT NULL,
    to_household TEXT NOT NULL,
    to_area TEXT NOT NULL,
    PRIMARY KEY (person_id, version)
);

-- The latest look through the whole register for pairs; one row.
CREATE TABLE registry_pair_scan (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    cursor_person TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    found BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);
