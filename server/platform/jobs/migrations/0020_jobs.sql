-- Waiting work. A job that is done is deleted in the transaction of its effect.
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due BIGINT NOT NULL,
    payload TEXT NOT NULL,
    tries BIGINT NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX job_due ON job (due, id);

-- Put aside after the last try, for an operator to read.
CREATE TABLE job_failed (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due BIGINT NOT NULL,
    payload TEXT NOT NULL,
    tries BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    error_key TEXT NOT NULL
);

-- Daily and periodic work: `slot` is the last time that was worked off.
CREATE TABLE job_schedule (
    kind TEXT PRIMARY KEY,
    slot BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    due BIGINT NOT NULL
);

-- With several processes on one database, who runs the pump and the clockwork.
CREATE TABLE host_lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);
