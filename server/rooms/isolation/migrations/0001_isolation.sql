-- Orders, what is decided about them and what happens each day. Health words and reasons are sealed ({blob});
-- person_name, area_name and worker_name are copies, so that the ledger needs no join.
CREATE TABLE isolation_screening (
    id TEXT PRIMARY KEY,
    person TEXT,
    person_name TEXT NOT NULL,
    area_code TEXT NOT NULL,
    place TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    policy_version BIGINT NOT NULL,
    exposed_until TEXT,
    suggested_days BIGINT NOT NULL,
    answers {blob}
);
CREATE INDEX isolation_screening_person ON isolation_screening (person, id);
CREATE INDEX isolation_screening_maker ON isolation_screening (made_by, id);
CREATE INDEX isolation_screening_outcome ON isolation_screening (outcome, id);
CREATE INDEX isolation_screening_area ON isolation_screening (area_code, id);

CREATE TABLE isolation_counter (
    year BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE isolation_order (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    person TEXT NOT NULL,
    household TEXT NOT NULL,
    person_name TEXT NOT NULL,
    birth_date TEXT,
    smartphone BIGINT NOT NULL,
    area_code TEXT NOT NULL,
    area_name TEXT NOT NULL,
    place TEXT NOT NULL,
    place_area_code TEXT NOT NULL,
    state TEXT NOT NULL,
    start_date TEXT NOT NULL,
    days BIGINT NOT NULL,
    end_date TEXT NOT NULL,
    worker TEXT NOT NULL,
    worker_name TEXT NOT NULL,
    medic TEXT,
    screening TEXT,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    confirm_due_at BIGINT NOT NULL,
    confirmed_by TEXT,
    confirmed_at BIGINT,
    ended_at BIGINT,
    transferred_to TEXT,
    policy_version BIGINT NOT NULL,
    papers_due BIGINT NOT NULL,
    papers_done BIGINT NOT NULL,
    papers_due_at BIGINT,
    alerts_open BIGINT NOT NULL,
    last_report_at BIGINT NOT NULL,
    last_report_window TEXT NOT NULL,
    last_visit_at BIGINT,
    version BIGINT NOT NULL,
    decision_version BIGINT NOT NULL,
    reason {blob} NOT NULL
);
CREATE UNIQUE INDEX isolation_order_number ON isolation_order (number);
-- A person has at most one order that is not ended.
CREATE UNIQUE INDEX isolation_order_open ON isolation_order (person)
    WHERE state IN ('awaiting_confirmation', 'active');
CREATE INDEX isolation_order_person ON isolation_order (person, id);
CREATE INDEX isolation_order_state ON isolation_order (state, id);
CREATE INDEX isolation_order_state_end ON isolation_order (state, end_date, id);
CREATE INDEX isolation_order_state_report ON isolation_order (state, last_report_at, id);
CREATE INDEX isolation_order_end ON isolation_order (end_date, id);
CREATE INDEX isolation_order_report ON isolation_order (last_report_at, id);
CREATE INDEX isolation_order_area ON isolation_order (area_code, id);
CREATE INDEX isolation_order_worker ON isolation_order (worker, state, id);
CREATE INDEX isolation_order_confirm ON isolation_order (state, confirm_due_at, id);
CREATE INDEX isolation_order_papers ON isolation_order (worker, papers_due_at, id);
CREATE INDEX isolation_order_ended ON isolation_order (state, ended_at);

-- Every decision, one row each; nothing is overwritten. details: {"days":"7","end_date":"2026-03-21"…}
CREATE TABLE isolation_history (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES isolation_order (id),
    order_version BIGINT NOT NULL,
    person TEXT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    state_before TEXT NOT NULL,
    state_after TEXT NOT NULL,
    policy_version BIGINT NOT NULL,
    details TEXT NOT NULL,
    reason {blob} NOT NULL
);
CREATE INDEX isolation_history_order ON isolation_history (order_id, id);
CREATE INDEX isolation_history_actor ON isolation_history (actor, id);

-- Who has worked on which order: the to-do's closed box.
CREATE TABLE isolation_part (
    user_id TEXT NOT NULL,
    order_id TEXT NOT NULL REFERENCES isolation_order (id),
    ended_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, order_id)
);
CREATE INDEX isolation_part_ended ON isolation_part (user_id, ended_at, order_id);
CREATE INDEX isolation_part_order ON isolation_part (order_id);

CREATE TABLE isolation_report (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES isolation_order (id),
    person TEXT NOT NULL,
    area_code TEXT NOT NULL,
    window_key TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    filed_at BIGINT NOT NULL,
    filed_by TEXT NOT NULL,
    filed_by_name TEXT NOT NULL,
    source TEXT NOT NULL,
    late BIGINT NOT NULL,
    health {blob} NOT NULL
);
CREATE INDEX isolation_report_order ON isolation_report (order_id, taken_at, id);

CREATE TABLE isolation_visit (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES isolation_order (id),
    person TEXT NOT NULL,
    area_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    words {blob} NOT NULL
);
CREATE INDEX isolation_visit_order ON isolation_visit (order_id, at, id);

CREATE TABLE isolation_alert (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES isolation_order (id),
    order_number TEXT NOT NULL,
    person TEXT NOT NULL,
    person_name TEXT NOT NULL,
    area_code TEXT NOT NULL,
    area_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    window_key TEXT NOT NULL,
    last_window_key TEXT NOT NULL,
    occasions BIGINT NOT NULL,
    state TEXT NOT NULL,
    level TEXT NOT NULL,
    assignee TEXT NOT NULL,
    assignee_name TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    due_at BIGINT,
    acknowledged_by TEXT,
    acknowledged_at BIGINT,
    closed_by TEXT,
    closed_at BIGINT,
    finding TEXT,
    version BIGINT NOT NULL,
    note {blob},
    -- However often a job runs again, an occasion raises one alert.
    UNIQUE (order_id, kind, window_key)
);
CREATE INDEX isolation_alert_order ON isolation_alert (order_id, state);
CREATE INDEX isolation_alert_state ON isolation_alert (state, id);
CREATE INDEX isolation_alert_assignee ON isolation_alert (assignee, state, id);
CREATE INDEX isolation_alert_area ON isolation_alert (area_code, state, id);
