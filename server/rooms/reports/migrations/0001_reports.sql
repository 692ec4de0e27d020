-- The office's own report forms, each upload a version that stays, and what was reported to whom. Nothing is overwritten:
-- a correction is a report that names the one it replaces.
CREATE TABLE reports_form (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    newest BIGINT NOT NULL,
    retired BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- cells: the names in the file, where they stand and what fills them.
CREATE TABLE reports_form_version (
    form_id TEXT NOT NULL REFERENCES reports_form (id),
    number BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    cells TEXT NOT NULL,
    skipped TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    file {blob} NOT NULL,
    PRIMARY KEY (form_id, number)
);

CREATE TABLE reports_counter (
    year BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);

-- cells: what stood in each named cell. moment: as of when the figures were counted.
CREATE TABLE reports_report (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    form_id TEXT NOT NULL,
    form_number BIGINT NOT NULL,
    form_title TEXT NOT NULL,
    area_code TEXT NOT NULL,
    area_name TEXT NOT NULL,
    day TEXT NOT NULL,
    moment BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    note TEXT NOT NULL,
    replaces TEXT,
    compared_with TEXT,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    communities TEXT NOT NULL,
    cells TEXT NOT NULL,
    file {blob} NOT NULL,
    FOREIGN KEY (form_id, form_number) REFERENCES reports_form_version (form_id, number)
);
CREATE UNIQUE INDEX reports_report_number ON reports_report (number);
-- A report is replaced once: what is wrong in the correction is corrected there.
CREATE UNIQUE INDEX reports_report_replaces ON reports_report (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX reports_report_form ON reports_report (form_id, area_code, day, id);
CREATE INDEX reports_report_area ON reports_report (area_code, id);

-- A figure as it was reported. records: by community the keys of the records behind it, up to the limit that is kept.
CREATE TABLE reports_figure (
    report_id TEXT NOT NULL REFERENCES reports_report (id),
    figure TEXT NOT NULL,
    value BIGINT NOT NULL,
    communities TEXT NOT NULL,
    records_kept BIGINT NOT NULL,
    records TEXT NOT NULL,
    PRIMARY KEY (report_id, figure)
);
