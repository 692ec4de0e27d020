#pragma once
// What a viewer sees of a paper. No view carries a filled field: the paper itself is the only place for those,
// and opening it is audited.
#include "platform/http/router.hpp"
#include "rooms/documents/store.hpp"

namespace xiuhua::documents {

struct DocumentPerson {
    PersonId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(DocumentPerson, (), (id, name))

struct DocumentRow {
    DocumentId id;
    DocumentKind kind = DocumentKind::isolation_notice;
    std::string title, number;
    DocumentState state = DocumentState::made;
    OrderId order;
    DocumentPerson person;
    std::string area_name;  // The community: a household's name would be an address.
    Instant made_at{};
    std::optional<Instant> handed_over_at, signed_at;
    int template_version = 1;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(DocumentRow, (),
                      (id, kind, title, number, state, order, person, area_name, made_at,
                       handed_over_at, signed_at, template_version, version))

enum class DocumentStep { hand_over, sign, none };
BOOST_DESCRIBE_ENUM(DocumentStep, hand_over, sign, none)

struct DocumentSlotView {
    Signer signer = Signer::person;
    std::string label;
    SlotKind kind = SlotKind::closing;
    std::optional<Signer> signed_as;  // guardian when the guardian signed on the person's line.
    std::optional<Instant> signed_at;
};
BOOST_DESCRIBE_STRUCT(DocumentSlotView, (), (signer, label, kind, signed_as, signed_at))

struct DocumentView {
    DocumentRow paper;
    DocumentStep next_step = DocumentStep::none;
    std::vector<DocumentSlotView> slots;
    std::vector<Signer> may_sign;  // Who may sign now, with this viewer at the screen.
    std::vector<std::string> field_labels;
    std::optional<Instant> superseded_at;
    std::optional<DocumentId> superseded_by;
    bool kept = false;            // Finished: its bytes are stored and never drawn again.
    std::int64_t scan_pages = 0;  // Signed by hand: how many of its pages have come back scanned.
};
BOOST_DESCRIBE_STRUCT(DocumentView, (),
                      (paper, next_step, slots, may_sign, field_labels, superseded_at,
                       superseded_by, kept, scan_pages))

struct TemplateRow {
    DocumentKind kind = DocumentKind::isolation_notice;
    int version = 1;
    Date valid_from{};
    std::string title, source;
    bool in_force = false;
};
BOOST_DESCRIBE_STRUCT(TemplateRow, (), (kind, version, valid_from, title, source, in_force))

// Absent parts stay absent when the paper is not genuine.
struct VerificationView {
    bool genuine = false;
    std::optional<DocumentKind> kind;
    std::optional<std::string> title, number;
    std::optional<Date> date;
};
BOOST_DESCRIBE_STRUCT(VerificationView, (), (genuine, kind, title, number, date))

Result<Page<DocumentRow>> document_page(Context& context, const DocumentFilter& filter);
Result<DocumentView> document_view(Context& context, DocumentId id);
Result<Page<TemplateRow>> template_page(Context& context);
Result<Template> template_view(Context& context, std::string_view kind);
Result<VerificationView> verification_view(Context& context, std::string_view code);
// The page behind the QR code: Chinese and English, no script, nothing personal.
std::string verification_page(const VerificationView& view, std::string_view office);

}  // namespace xiuhua::documents
