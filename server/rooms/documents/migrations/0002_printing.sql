-- Printed on the office's own printer: what still waits is the print queue. NULL: not printed.
ALTER TABLE documents_document ADD COLUMN printed_at BIGINT;
ALTER TABLE documents_document ADD COLUMN printed_by TEXT;
ALTER TABLE documents_document ADD COLUMN print_count BIGINT NOT NULL DEFAULT 0;
CREATE INDEX documents_document_unprinted ON documents_document (state, area_code, kind, id)
    WHERE printed_at IS NULL;
-- A building's papers, in the order of its doors.
CREATE INDEX documents_document_place ON documents_document (area_code, id);

-- Many papers drawn as one job. The file lies sealed beside the database, never in it, and goes after a day.
CREATE TABLE documents_run (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    sides TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    papers BIGINT NOT NULL,
    drawn BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    file_size BIGINT NOT NULL,
    error TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    printed_at BIGINT
);
CREATE INDEX documents_run_creator ON documents_run (created_by, created_at, id);
CREATE INDEX documents_run_age ON documents_run (created_at, id) WHERE state <> 'expired';

-- Its papers in the order of the pile: by place, then by person.
CREATE TABLE documents_run_paper (
    run_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    document_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    pages BIGINT NOT NULL,
    PRIMARY KEY (run_id, position)
);
CREATE INDEX documents_run_paper_person ON documents_run_paper (person_id, run_id);
