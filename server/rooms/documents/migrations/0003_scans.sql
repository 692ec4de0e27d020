-- Signed papers that came back through the scanner, a stack at a time. The file as it came lies sealed beside the
-- database and goes once its pages are read.
CREATE TABLE documents_scan_batch (
    id TEXT PRIMARY KEY,
    filename TEXT NOT NULL,
    state TEXT NOT NULL,
    file_digest TEXT NOT NULL,
    pages BIGINT NOT NULL,
    attached BIGINT NOT NULL,
    aside BIGINT NOT NULL,
    error TEXT NOT NULL,
    created_by TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX documents_scan_batch_creator ON documents_scan_batch (created_by, created_at, id);

-- One page. Put aside: sealed with the program's own key. Attached: under the key of the paper's person, until
-- the whole paper is in and stands as its signed copy in documents_paper.
CREATE TABLE documents_scan_page (
    id TEXT PRIMARY KEY,
    batch_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    document_id TEXT,
    person_id TEXT,
    paper_page BIGINT NOT NULL,
    paper_pages BIGINT NOT NULL,
    image {blob} NOT NULL,
    image_digest TEXT NOT NULL,
    turned BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    settled_by TEXT,
    settled_at BIGINT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX documents_scan_page_number ON documents_scan_page (batch_id, number);
CREATE INDEX documents_scan_page_document ON documents_scan_page (document_id, paper_page)
    WHERE document_id IS NOT NULL;
CREATE INDEX documents_scan_page_owner ON documents_scan_page (created_by, state, id);
CREATE INDEX documents_scan_page_state ON documents_scan_page (state, id);
CREATE INDEX documents_scan_page_person ON documents_scan_page (person_id)
    WHERE person_id IS NOT NULL;
