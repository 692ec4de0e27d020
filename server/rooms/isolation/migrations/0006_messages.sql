-- What the office writes to the person of an order. The words are sealed under the person's key for health.
CREATE TABLE isolation_message (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES isolation_order (id),
    person TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    sent_by TEXT NOT NULL,
    sent_by_name TEXT NOT NULL,
    -- The act on many that sent it. No reference: that record goes after a month, the message with the order's others.
    bulk TEXT,
    -- When a page of the person's, or of the guardian's, first fetched it; when it stood before somebody's eyes.
    delivered_at BIGINT,
    read_at BIGINT,
    read_by TEXT,
    withdrawn_at BIGINT,
    words {blob} NOT NULL
);
CREATE INDEX isolation_message_order ON isolation_message (order_id, id);
CREATE INDEX isolation_message_bulk ON isolation_message (bulk, order_id) WHERE bulk IS NOT NULL;
