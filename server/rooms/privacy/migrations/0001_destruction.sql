-- Every destruction of a purpose's data: by its retention, at the end of the event, or by a room's own rule. Whose
-- data they were stands in the audit, by pseudonym; list_digest binds the certificate to that list.
CREATE TABLE privacy_destruction (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    cause TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    confirmed_by TEXT NOT NULL,
    begun_at BIGINT,
    finished_at BIGINT,
    cursor_person TEXT NOT NULL,
    people BIGINT NOT NULL,
    records BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    list_digest TEXT NOT NULL,
    statement TEXT NOT NULL,
    signature TEXT NOT NULL
);
CREATE INDEX privacy_destruction_state ON privacy_destruction (purpose, state);
