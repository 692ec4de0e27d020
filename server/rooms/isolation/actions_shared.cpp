#include "rooms/isolation/actions_shared.hpp"

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/outbox/outbox.hpp"

namespace xiuhua::isolation {

Result<Bytes> seal_words(Context& context, PersonId person, std::string_view column,
                         std::string_view words) {
    return context.services.vault.seal(context.tx, person, Purpose::health, column, words);
}

Result<std::string> open_words(Context& context, PersonId person, std::string_view column,
                               const Bytes& sealed) {
    auto words = context.services.vault.open(context.tx, person, Purpose::health, column, sealed);
    if (!words && words.error().key == "vault.destroyed") {
        return std::string{};
    }
    return words;
}

Result<Order> order_in_scope(Context& context, OrderId id) {
    XH_TRY(found, store::find(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "isolation.order_not_found");
    }
    return std::move(*found);
}

Done tell_order(Context& context, const Order& order, std::string_view kind) {
    return outbox::append(context.tx, context.now,
                          {.kind = std::string{kind},
                           .subject = to_text(order.id),
                           .area_code = order.area_code,
                           .payload = {json::write(patch_of(order))}});
}

Done tell_alert(Context& context, const Alert& alert, std::string_view kind) {
    return outbox::append(context.tx, context.now,
                          {.kind = std::string{kind},
                           .subject = to_text(alert.id),
                           .area_code = alert.area_code,
                           .payload = {json::write(patch_of(alert))}});
}

Done audit_order(Context& context, const Order& order, std::string_view action,
                 std::map<std::string, std::string> facts) {
    facts["version"] = std::to_string(order.version);
    facts["state"] = json::enum_text(order.state);
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::string{action},
                          .subject_kind = "order",
                          .subject = to_text(order.id),
                          .person = order.person,
                          .area_code = order.area_code,
                          .reason = "",
                          .facts = {json::write(facts)}});
}

Done write_history(Context& context, const Order& order, const Chronicle& what) {
    XH_TRY(reason, seal_words(context, order.person, history_reason_column, what.reason));
    HistoryEntry entry;
    entry.id = to_text(new_uuid(context.now));
    entry.order = order.id;
    entry.order_version = order.version;
    entry.person = order.person;
    entry.action = what.action;
    entry.actor = context.viewer.user;
    entry.actor_name = context.viewer.name;
    entry.at = context.now;
    entry.state_before = what.state_before;
    entry.state_after = order.state;
    entry.policy_version = what.policy_version;
    entry.details = what.details;
    XH_DO(store::insert(context.tx, entry, reason));
    return store::take_part(context.tx, context.viewer.user, order.id);
}

Done chronicle(Context& context, const Order& order, const Chronicle& what) {
    const std::string verb{json::enum_text(what.action)};
    XH_DO(write_history(context, order, what));
    XH_DO(audit_order(context, order, "isolation.order_" + verb, what.details));
    return tell_order(context, order, "isolation.order_" + verb);
}

// ---- checks

namespace {

Done set_check(Tx& tx, std::string_view kind, const Order& order, std::optional<Instant> due) {
    const std::string key = to_text(order.id);
    return due ? jobs::schedule(tx, kind, key, *due) : jobs::cancel(tx, kind, key);
}

}  // namespace

Done schedule_paper_check(Context& context, const Order& order) {
    return set_check(context.tx, "isolation.paper_check", order, order.papers_due_at);
}

Done schedule_checks(Context& context, const Order& order, const IsolationPolicy& policy) {
    std::optional<Instant> report, visit, release;
    if (order.state == OrderState::active) {
        if (const auto window = next_owed_window(order, policy, context.now)) {
            report = window->due;
        }
        visit = visit_due_at(order, policy);
        release = release_due_at(order, policy);
    }
    XH_DO(set_check(context.tx, "isolation.report_check", order, report));
    XH_DO(set_check(context.tx, "isolation.visit_check", order, visit));
    XH_DO(set_check(context.tx, "isolation.days_over", order, release));
    return schedule_paper_check(context, order);
}

}  // namespace xiuhua::isolation
