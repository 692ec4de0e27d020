-- Looks outside one's own areas, opened for hours with a reason. The opened areas stand in scope_area under scope_id
-- while it is open.
CREATE TABLE access_break_glass (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES access_user (id),
    area_code TEXT NOT NULL,
    reason TEXT NOT NULL,                 -- as typed
    scope_id TEXT NOT NULL UNIQUE,
    policy_version BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,                        -- NULL: by time
    looks BIGINT NOT NULL DEFAULT 0,      -- answers shown through it
    finding TEXT,                         -- justified, unjustified; NULL: not looked back at yet
    finding_note TEXT,
    reviewed_by TEXT,
    reviewed_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX access_break_glass_user ON access_break_glass (user_id, opened_at);
CREATE INDEX access_break_glass_time ON access_break_glass (opened_at, id);
CREATE INDEX access_break_glass_waiting ON access_break_glass (opened_at, id) WHERE finding IS NULL;
