-- Limits of a session, as its roles had them under the policy in force. NULL: opened before there were any.
ALTER TABLE access_session ADD COLUMN idle_seconds BIGINT;
ALTER TABLE access_session ADD COLUMN longest_seconds BIGINT;

ALTER TABLE access_user ADD COLUMN password_set_at BIGINT;

-- Passwords that were, so that none comes back too soon.
CREATE TABLE access_old_password (
    user_id TEXT NOT NULL REFERENCES access_user (id),
    replaced_at BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, replaced_at, password_hash)
);
