-- What happened. seq stays NULL until the pump has numbered the committed row.
-- ord is the order of writing within one process: events of one action share `at`.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    ord BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    area_code TEXT NOT NULL,
    addressee TEXT NOT NULL,
    payload TEXT NOT NULL,
    seq BIGINT
);
CREATE INDEX outbox_unnumbered ON outbox (at, ord, id) WHERE seq IS NULL;
CREATE UNIQUE INDEX outbox_seq ON outbox (seq);

-- 'numbered': the last seq given. 'delivered': every event up to it has reached its consumers or is parked.
CREATE TABLE outbox_cursor (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO outbox_cursor (name, value) VALUES ('numbered', 0);
INSERT INTO outbox_cursor (name, value) VALUES ('delivered', 0);

-- Written in the consumer's own transaction: why nothing is delivered twice.
CREATE TABLE outbox_delivery (
    event_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    consumer TEXT NOT NULL,
    PRIMARY KEY (event_id, consumer)
);

-- A delivery that failed and is tried again, and later ones of the same subject that wait behind it.
CREATE TABLE outbox_parked (
    event_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    consumer TEXT NOT NULL,
    subject TEXT NOT NULL,
    seq BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    due BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    error_key TEXT NOT NULL,
    PRIMARY KEY (event_id, consumer)
);
CREATE INDEX outbox_parked_due ON outbox_parked (failed, due);
CREATE INDEX outbox_parked_subject ON outbox_parked (consumer, subject, seq);
