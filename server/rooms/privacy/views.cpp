#include "rooms/privacy/views.hpp"

#include "rooms/privacy/rules.hpp"

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

Page<PersonalFieldView> field_catalogue(const std::vector<PersonalField>& fields,
                                        const RetentionPolicy& retention) {
    Page<PersonalFieldView> page;
    for (const PersonalField& field : fields) {
        const RetentionRule* rule = rule_for(retention, field.purpose);
        const bool by_policy = rule != nullptr && field.ends.starts_with(by_retention);
        page.items.push_back({std::string{field.column}, std::string{field.use},
                              std::string{field.ground}, std::string{field.readers},
                              std::string{field.ends}, field.purpose,
                              by_policy ? rule->days_after_order : std::nullopt});
    }
    std::sort(page.items.begin(), page.items.end(),
              [](const auto& left, const auto& right) { return left.column < right.column; });
    return page;
}

DestructionView destruction_view(const Destruction& d, const ActorNames& names, Genuine genuine) {
    DestructionView view{d.id,
                         d.purpose,
                         d.cause,
                         d.state,
                         d.basis,
                         d.reason,
                         name_of(d.proposed_by, names),
                         name_of(d.confirmed_by, names),
                         d.proposed_at,
                         d.begun_at,
                         d.finished_at,
                         d.people,
                         d.records,
                         d.kept,
                         std::nullopt};
    if (d.state == DestructionState::finished) {
        view.certificate = {d.statement, d.signature, genuine == Genuine::yes};
    }
    return view;
}

}  // namespace xiuhua::privacy
