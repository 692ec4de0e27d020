#pragma once
// SQL on documents' own tables.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "rooms/documents/model.hpp"

namespace xiuhua::documents {

// One row of documents_document. `content` is sealed; nothing else here says anything about a person's health
// or home.
struct DocumentRecord {
    DocumentId id;
    DocumentKind kind = DocumentKind::isolation_notice;
    std::string number, code;
    DocumentState state = DocumentState::made;
    OrderId order;
    PersonId person;
    std::optional<PersonId> guardian;  // When the paper was made.
    std::string area_code;
    int template_version = 1;
    Bytes content;
    std::string digest, office, verification_url;
    Instant made_at{};
    UserId made_by;
    std::optional<Instant> handed_over_at, signed_at, superseded_at;
    std::optional<DocumentId> superseded_by;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(DocumentRecord, (),
                      (id, kind, number, code, state, order, person, guardian, area_code,
                       template_version, content, digest, office, verification_url, made_at,
                       made_by, handed_over_at, signed_at, superseded_at, superseded_by, version))

struct TemplateRecord {
    DocumentKind kind = DocumentKind::isolation_notice;
    int version = 1;
    Date valid_from{};
    std::string title, source, body;
};
BOOST_DESCRIBE_STRUCT(TemplateRecord, (), (kind, version, valid_from, title, source, body))

struct SignatureRecord {
    std::string id;
    DocumentId document;
    Signer signer = Signer::person;
    Bytes drawing;
    std::string drawing_digest;
    Instant signed_at{};
    UserId recorded_by;
};
BOOST_DESCRIBE_STRUCT(SignatureRecord, (),
                      (id, document, signer, drawing, drawing_digest, signed_at, recorded_by))

struct StoredPaper {
    Bytes pdf;
    std::string digest;
};
BOOST_DESCRIBE_STRUCT(StoredPaper, (), (pdf, digest))

struct DocumentFilter {
    std::optional<OrderId> order;
    std::optional<PersonId> person;
    std::optional<DocumentKind> kind;
    std::optional<DocumentState> state;
    std::optional<std::string> after;  // Page::next of the page before.
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(DocumentFilter, (), (order, person, kind, state, after, limit))

// Which papers a viewer may know of: those of their areas, or, for a resident, one's own and one's wards'.
struct Reader {
    ScopeId scope;
    std::optional<PersonId> resident;
};
Reader reader_of(const Viewer& viewer);

namespace store {

// Absent rows only: a stored version is never changed.
Done add_template(Tx& tx, const TemplateRecord& form);
Result<std::vector<TemplateRecord>> templates(Tx& tx);
Result<std::optional<TemplateRecord>> template_in_force(Tx& tx, DocumentKind kind, Date day);
Result<std::optional<TemplateRecord>> template_version(Tx& tx, DocumentKind kind, int version);

// The next number of the kind in the year, from 1.
Result<int> next_serial(Tx& tx, DocumentKind kind, int year);

Done insert(Tx& tx, const DocumentRecord& record);
Result<std::optional<DocumentRecord>> find(Tx& tx, const Reader& reader, DocumentId id);
// For the public verification only: no reader.
Result<std::optional<DocumentRecord>> find_by_code(Tx& tx, std::string_view code);
// Oldest first; for other rooms, which have checked the order's scope.
Result<std::vector<DocumentRecord>> of_order(Tx& tx, OrderId order);
// Newest first, `limit` + 1 rows at most, so that the caller sees whether more follow.
Result<std::vector<DocumentRecord>> list(Tx& tx, const Reader& reader, const DocumentFilter& filter,
                                         int limit);
std::string cursor_of(const DocumentRecord& record);

// Answers how many earlier papers of the same order, person and kind the new one replaces.
Result<std::int64_t> supersede(Tx& tx, const DocumentRecord& by, Instant now);
// Both check the version and raise it; `conflict` documents.changed_meanwhile.
Done mark_handed_over(Tx& tx, const DocumentRecord& record, Instant now);
Done mark_signed(Tx& tx, const DocumentRecord& record, DocumentState state,
                 std::optional<Instant> handed_over_at, std::optional<Instant> signed_at);

Done add_signature(Tx& tx, const SignatureRecord& signature);
Result<std::vector<SignatureRecord>> signatures(Tx& tx, DocumentId document);
Done add_paper(Tx& tx, DocumentId document, const Bytes& pdf, std::string_view digest, Instant now);
Result<std::optional<StoredPaper>> find_paper(Tx& tx, DocumentId document);

// Empties what is sealed and deletes signatures and papers; answers how many records.
Result<std::int64_t> destroy_papers(Tx& tx, PersonId person);

}  // namespace store
}  // namespace xiuhua::documents
