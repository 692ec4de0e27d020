-- Templates in the office's own hands: a draft is written by one person and approved by another; approved, it becomes a
-- version of documents_template, which never changes again.
CREATE TABLE documents_template_draft (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    based_on BIGINT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    submitted_at BIGINT,
    reviewer TEXT,
    reviewer_name TEXT NOT NULL,
    reviewed_at BIGINT,
    review_note TEXT NOT NULL,
    became BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX documents_template_draft_state ON documents_template_draft (state, changed_at, id);
CREATE INDEX documents_template_draft_changed ON documents_template_draft (changed_at, id);
