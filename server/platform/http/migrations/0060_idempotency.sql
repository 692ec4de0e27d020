-- Answers of acts that carried an Idempotency-Key, kept for a day so that a retry gets the same answer.
-- `request` is a keyed hash of method, path and body; `answer` is sealed, for it may hold personal data.
CREATE TABLE idempotency (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    route TEXT NOT NULL,
    request TEXT NOT NULL,
    status BIGINT NOT NULL,
    answer {blob} NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
