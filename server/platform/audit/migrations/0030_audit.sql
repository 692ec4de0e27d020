-- Who did or saw what. seq, previous and hash are NULL until the entry is chained.
CREATE TABLE audit_entry (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    ord BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    person TEXT,
    area_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    facts TEXT NOT NULL,
    seq BIGINT,
    hash TEXT
);
CREATE INDEX audit_unsealed ON audit_entry (at, ord, id) WHERE seq IS NULL;
CREATE UNIQUE INDEX audit_seq ON audit_entry (seq);
CREATE INDEX audit_actor ON audit_entry (actor, seq);
CREATE INDEX audit_person ON audit_entry (person, seq);
CREATE INDEX audit_action ON audit_entry (action, seq);
CREATE INDEX audit_subject ON audit_entry (subject, seq);
CREATE INDEX audit_at ON audit_entry (at);

-- The end of the chain, so that a cut tail is seen.
CREATE TABLE audit_head (
    name TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_head (name, seq, hash) VALUES ('head', 0, '');
