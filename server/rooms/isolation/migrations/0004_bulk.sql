-- One act for many orders: chosen once, checked row by row, then done as one durable job with a result for each row.
CREATE TABLE isolation_bulk (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    checked BIGINT NOT NULL,
    good BIGINT NOT NULL,
    handled BIGINT NOT NULL,
    done BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    undone BIGINT NOT NULL,
    days BIGINT NOT NULL,
    paper TEXT,
    worker TEXT,
    worker_name TEXT NOT NULL,
    medic TEXT,
    started_at BIGINT,
    finished_at BIGINT,
    -- The reason that is said to all of them; sealed under the office's own key, and again under each person's.
    words {blob} NOT NULL
);
CREATE INDEX isolation_bulk_maker ON isolation_bulk (made_by, id);
CREATE INDEX isolation_bulk_made ON isolation_bulk (made_at);
CREATE TABLE isolation_bulk_row (
    bulk TEXT NOT NULL REFERENCES isolation_bulk (id),
    position BIGINT NOT NULL,
    order_id TEXT NOT NULL REFERENCES isolation_order (id),
    state TEXT NOT NULL,
    error TEXT NOT NULL,
    -- The version that was checked and must still stand; after the act, the one that it left.
    version BIGINT NOT NULL,
    worker_before TEXT,
    PRIMARY KEY (bulk, position)
);
CREATE INDEX isolation_bulk_row_order ON isolation_bulk_row (order_id);
CREATE INDEX isolation_bulk_row_state ON isolation_bulk_row (bulk, state, position);
