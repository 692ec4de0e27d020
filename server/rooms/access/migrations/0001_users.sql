-- Who may enter, with which roles, for which areas (ranges in scope_area under scope_id).
CREATE TABLE access_user (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,            -- login, name, pinyin, initials in lower case
    roles TEXT NOT NULL,                  -- JSON list; access_user_role holds the same for queries
    area_codes TEXT NOT NULL,             -- JSON list
    scope_id TEXT NOT NULL UNIQUE,
    person_id TEXT UNIQUE,                -- residents: who they are in the register
    password_hash TEXT NOT NULL,          -- Argon2id, PHC form
    must_change_password BIGINT NOT NULL,
    totp_secret {blob},                   -- sealed under the program's own key
    totp_pending {blob},                  -- sealed; enrolment begun, not confirmed
    totp_last_step BIGINT NOT NULL DEFAULT 0,
    attempt_key TEXT NOT NULL,            -- this login's row in access_attempt
    active BIGINT NOT NULL DEFAULT 1,
    last_login_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE access_user_role (
    user_id TEXT NOT NULL REFERENCES access_user (id),
    role TEXT NOT NULL,
    PRIMARY KEY (role, user_id)
);
CREATE INDEX access_user_role_user ON access_user_role (user_id);

-- A log-in on one device. Of the token only a digest is kept.
CREATE TABLE access_session (
    id TEXT NOT NULL PRIMARY KEY,
    token_digest TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES access_user (id),
    device_label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX access_session_user ON access_session (user_id, created_at);
CREATE INDEX access_session_created ON access_session (created_at);

-- Programs and terminals. What a token may do is named by it, one permission a name.
CREATE TABLE access_token (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    token_digest TEXT NOT NULL UNIQUE,
    permissions TEXT NOT NULL,            -- JSON list
    area_codes TEXT NOT NULL,             -- JSON list
    scope_id TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_on TEXT,                      -- the last day on which it works
    revoked_at BIGINT,
    last_used_at BIGINT
);
CREATE INDEX access_token_created ON access_token (created_at, id);

-- Failed log-ins, per login and per remote address. Keys are hashes: what is typed as a login may be a password.
CREATE TABLE access_attempt (
    kind TEXT NOT NULL,                   -- login, address
    key TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_failure_at BIGINT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX access_attempt_time ON access_attempt (last_failure_at);
