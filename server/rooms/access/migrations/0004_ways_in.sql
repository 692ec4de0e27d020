-- Who a user is at the office's OpenID provider, by the name that never changes there.
CREATE TABLE access_identity (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES access_user (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    linked_by TEXT NOT NULL,
    last_used_at BIGINT,
    UNIQUE (issuer, subject)
);
CREATE INDEX access_identity_user ON access_identity (user_id, linked_at);

-- Keys that a user's own devices hold (WebAuthn).
CREATE TABLE access_passkey (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES access_user (id),
    credential_id TEXT NOT NULL UNIQUE,   -- base64url
    algorithm TEXT NOT NULL,              -- es256, rs256, eddsa
    public_key {blob} NOT NULL,
    sign_count BIGINT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX access_passkey_user ON access_passkey (user_id, created_at);

-- What an authenticator was asked to sign. Each is good once.
CREATE TABLE access_challenge (
    digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT,                         -- registering; NULL: logging in
    ends_at BIGINT NOT NULL
);
CREATE INDEX access_challenge_end ON access_challenge (ends_at);

-- 1: opened with two factors that are not a one-time code of ours (a passkey, or the provider's own).
ALTER TABLE access_session ADD COLUMN strong BIGINT NOT NULL DEFAULT 0;
