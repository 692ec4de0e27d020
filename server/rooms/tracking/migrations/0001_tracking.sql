-- One watch a tracked order. Names are copies for the list, as isolation's ledger has them; where somebody lives or is
-- stands only in the sealed columns, under the person's key for `tracking`.
CREATE TABLE tracking_watch (
    order_id TEXT PRIMARY KEY,
    order_number TEXT NOT NULL,
    person TEXT NOT NULL,
    person_name TEXT NOT NULL,
    area_code TEXT NOT NULL,
    area_name TEXT NOT NULL,
    worker TEXT NOT NULL,
    worker_name TEXT NOT NULL,
    state TEXT NOT NULL,
    device TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    issued_by_name TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    first_report_at BIGINT,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    secret {blob},
    fence {blob}
);
CREATE UNIQUE INDEX tracking_watch_device ON tracking_watch (device) WHERE device <> '';
CREATE INDEX tracking_watch_area ON tracking_watch (state, area_code, order_id);
CREATE INDEX tracking_watch_person ON tracking_watch (person, state);
CREATE INDEX tracking_watch_ended ON tracking_watch (state, ended_at);

-- What every report of a phone changes: small, and without any index to keep.
CREATE TABLE tracking_live (
    order_id TEXT PRIMARY KEY REFERENCES tracking_watch (order_id),
    verdict TEXT NOT NULL,
    verdict_at BIGINT NOT NULL,
    heard_at BIGINT,
    battery_fraction DOUBLE PRECISION,
    charging BIGINT NOT NULL,
    alert_left TEXT,
    alert_silent TEXT,
    place {blob}
);

CREATE TABLE tracking_errand (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    person TEXT NOT NULL,
    area_code TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_by_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_by_name TEXT NOT NULL,
    decided_at BIGINT,
    version BIGINT NOT NULL,
    reason {blob} NOT NULL
);
CREATE INDEX tracking_errand_order ON tracking_errand (order_id, from_at);

-- Beside isolation's row of the same id, which has the state, the assignee and the deadlines.
CREATE TABLE tracking_alert (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    order_number TEXT NOT NULL,
    person TEXT NOT NULL,
    person_name TEXT NOT NULL,
    area_code TEXT NOT NULL,
    area_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    rule_version BIGINT NOT NULL,
    policy_version BIGINT NOT NULL,
    step TEXT NOT NULL,
    step_due_at BIGINT,
    messaged_at BIGINT,
    called_at BIGINT,
    visited_at BIGINT,
    answered_at BIGINT,
    call_outcome TEXT,
    visit_outcome TEXT,
    back_at BIGINT,
    finding TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX tracking_alert_order ON tracking_alert (order_id, id);
CREATE INDEX tracking_alert_area ON tracking_alert (area_code, id);
CREATE INDEX tracking_alert_open ON tracking_alert (id) WHERE finding = '';
CREATE INDEX tracking_alert_rule ON tracking_alert (rule_version, policy_version, kind, finding);

CREATE TABLE tracking_grant (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    person TEXT NOT NULL,
    user_id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL
);
CREATE INDEX tracking_grant_order ON tracking_grant (order_id, user_id, closes_at);
CREATE INDEX tracking_grant_person ON tracking_grant (person, id);

CREATE TABLE tracking_certificate (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    order_number TEXT NOT NULL,
    area_code TEXT NOT NULL,
    person TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    destroyed_at BIGINT NOT NULL,
    policy_version BIGINT NOT NULL,
    retention_days BIGINT NOT NULL,
    points BIGINT NOT NULL,
    blocks BIGINT NOT NULL,
    statement TEXT NOT NULL,
    signature TEXT NOT NULL
);
CREATE UNIQUE INDEX tracking_certificate_order ON tracking_certificate (order_id);
CREATE INDEX tracking_certificate_area ON tracking_certificate (area_code, id);
