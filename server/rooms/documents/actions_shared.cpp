#include "rooms/documents/actions_shared.hpp"

#include "platform/audit/audit.hpp"
#include "platform/crypto/password.hpp"
#include "platform/host/services.hpp"
#include "platform/outbox/outbox.hpp"

namespace xiuhua::documents {
namespace {

// The payload of this room's events and the facts of its audit entries. Nothing personal.
struct DocumentFacts {
    DocumentKind kind = DocumentKind::isolation_notice;
    DocumentState state = DocumentState::made;
    OrderId order;
    std::string number;
    int template_version = 1;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(DocumentFacts, (), (kind, state, order, number, template_version, version))

RawJson facts_of(const DocumentRecord& record) {
    return {json::write(DocumentFacts{record.kind, record.state, record.order, record.number,
                                      record.template_version, record.version})};
}

}  // namespace

Done note(Context& context, std::string action, const DocumentRecord& record, std::string reason) {
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::move(action),
                          .subject_kind = "document",
                          .subject = to_text(record.id),
                          .person = record.person,
                          .area_code = record.area_code,
                          .reason = std::move(reason),
                          .facts = facts_of(record)});
}

Done tell(Context& context, std::string kind, const DocumentRecord& record) {
    return outbox::append(context.tx, context.now,
                          {.kind = std::move(kind),
                           .subject = to_text(record.id),
                           .area_code = record.area_code,
                           .addressee = {},
                           .payload = facts_of(record)});
}

Done keep_paper(Context& context, DocumentRecord& record, const std::string& pdf, Holding holding) {
    XH_TRY(sealed, context.services.vault.seal(context.tx, record.person, Purpose::papers,
                                               paper_column, pdf));
    XH_DO(store::add_paper(context.tx, record.id, sealed, crypto::digest(pdf), context.now));
    record.state = DocumentState::signed_by_person;
    record.signed_at = context.now;
    if (!record.handed_over_at && holding == Holding::held) {
        record.handed_over_at = context.now;
    }
    return {};
}

}  // namespace xiuhua::documents
