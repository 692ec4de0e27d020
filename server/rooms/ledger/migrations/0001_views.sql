-- A way of looking at a ledger under a name: filters, order, columns. Nothing in it is about a person.
CREATE TABLE ledger_view (
    id TEXT PRIMARY KEY,
    ledger TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    shared BIGINT NOT NULL,
    shared_role TEXT,
    shared_area TEXT NOT NULL,
    filters TEXT NOT NULL,
    sort TEXT NOT NULL,
    columns TEXT NOT NULL,
    frozen TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_view_name ON ledger_view (owner, ledger, name);
CREATE INDEX ledger_view_shared ON ledger_view (ledger, shared);
