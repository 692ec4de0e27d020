-- A report entered on behalf may be taken back for some minutes: it stays, marked, and counts no more.
ALTER TABLE isolation_report ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE isolation_report ADD COLUMN withdrawn_by TEXT;
-- The calendar lists those in isolation door by door.
CREATE INDEX isolation_order_state_area ON isolation_order (state, area_code, id);
-- Whose days a user has read in the calendar on an office day: one entry in the log a day, not one a scroll.
CREATE TABLE isolation_calendar_look (
    day TEXT NOT NULL,
    user_id TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (day, user_id, person)
);
