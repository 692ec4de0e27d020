#include "rooms/privacy/views.hpp"

namespace xiuhua::privacy {
namespace {

std::string name_of(UserId actor, const ActorNames& names) {
    const auto found = names.find(to_text(actor));
    return found == names.end() ? std::string{} : found->second;
}

}  // namespace

AuditRow audit_row(const audit::Record& record, const ActorNames& names) {
    return {record.seq,       record.at,           record.actor,   name_of(record.actor, names),
            record.action,    record.subject_kind, record.subject, record.person,
            record.area_code, record.reason,       record.facts,   record.hash};
}

AccessRow access_row(const audit::Record& record, const ActorNames& names) {
    return {record.seq, record.at, name_of(record.actor, names), record.action, record.reason};
}

Page<PersonalFieldView> field_catalogue(const std::vector<PersonalField>& fields) {
    Page<PersonalFieldView> page;
    for (const PersonalField& field : fields) {
        page.items.push_back({std::string{field.column}, std::string{field.use},
                              std::string{field.ground}, std::string{field.readers},
                              std::string{field.ends}, field.purpose});
    }
    std::sort(page.items.begin(), page.items.end(),
              [](const auto& left, const auto& right) { return left.column < right.column; });
    return page;
}

}  // namespace xiuhua::privacy
