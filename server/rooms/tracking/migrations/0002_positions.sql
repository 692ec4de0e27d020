-- A person's last points, sealed; moved into the days' blocks when full, or when due_at has come.
CREATE TABLE tracking_hot (
    person_id TEXT NOT NULL PRIMARY KEY,
    points BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    sealed {blob} NOT NULL
);
CREATE INDEX tracking_hot_due ON tracking_hot (due_at);

-- A day of a person, in parts of bounded size. day: days since 1970 at the office. kept_apart = 1: points that decide
-- nothing, by the day of their arrival.
CREATE TABLE tracking_block (
    person_id TEXT NOT NULL,
    kept_apart BIGINT NOT NULL,
    day BIGINT NOT NULL,
    part BIGINT NOT NULL,
    points BIGINT NOT NULL,
    sealed {blob} NOT NULL,
    PRIMARY KEY (person_id, kept_apart, day, part)
);
