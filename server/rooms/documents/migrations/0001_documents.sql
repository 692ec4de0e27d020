-- Templates are data; a version, once written, never changes: papers made from it must stay printable.
CREATE TABLE documents_template (
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, version)
);

-- The last number given, per kind and year.
CREATE TABLE documents_counter (
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (kind, year)
);

CREATE TABLE documents_document (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    order_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    guardian_id TEXT,
    area_code TEXT NOT NULL,
    template_version BIGINT NOT NULL,
    content {blob} NOT NULL,
    digest TEXT NOT NULL,
    office TEXT NOT NULL,
    verification_url TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    handed_over_at BIGINT,
    signed_at BIGINT,
    superseded_at BIGINT,
    superseded_by TEXT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX documents_document_number ON documents_document (number);
CREATE UNIQUE INDEX documents_document_code ON documents_document (code);
CREATE INDEX documents_document_order ON documents_document (order_id, made_at, id);
CREATE INDEX documents_document_made ON documents_document (made_at, id);
CREATE INDEX documents_document_kind ON documents_document (kind, made_at, id);
CREATE INDEX documents_document_state ON documents_document (state, made_at, id);
CREATE INDEX documents_document_person ON documents_document (person_id, made_at, id);
CREATE INDEX documents_document_guardian ON documents_document (guardian_id, made_at, id);

-- One signature a signer and paper; none is ever replaced.
CREATE TABLE documents_signature (
    id TEXT PRIMARY KEY,
    document_id TEXT NOT NULL,
    signer TEXT NOT NULL,
    drawing {blob} NOT NULL,
    drawing_digest TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE UNIQUE INDEX documents_signature_once ON documents_signature (document_id, signer);

-- The finished paper, byte for byte as it was when it was signed.
CREATE TABLE documents_paper (
    document_id TEXT PRIMARY KEY,
    pdf {blob} NOT NULL,
    digest TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);
