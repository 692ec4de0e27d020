-- A viewer's areas as ranges of codes (kernel/viewer.hpp), so that a query can ask "is this row mine?".
CREATE TABLE scope_area (
    scope_id TEXT NOT NULL,
    code_first TEXT NOT NULL,
    code_last TEXT NOT NULL,
    PRIMARY KEY (scope_id, code_first)
);
