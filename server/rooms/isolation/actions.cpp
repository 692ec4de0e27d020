#include "rooms/isolation/actions.hpp"

#include <set>

#include "platform/clock/new_id.hpp"
#include "rooms/access/public.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::isolation {
namespace {

// Who may carry the responsibility for a person in isolation (包保人员).
constexpr Role worker_roles[] = {Role::grid_worker, Role::community_lead, Role::command_post};

Result<std::optional<access::UserBrief>> user_for(Tx& tx, UserId id, std::span<const Role> roles,
                                                  std::string_view area_code) {
    for (const Role role : roles) {
        XH_TRY(users, access::users_for_area(tx, role, area_code));
        for (const access::UserBrief& user : users) {
            if (user.id == id) {
                return std::optional{user};
            }
        }
    }
    return std::optional<access::UserBrief>{};
}

// The people of an order, each in scope and without an order of their own; all at fault are named.
Result<std::vector<registry::PersonBrief>> people_to_isolate(Context& context,
                                                             const OrderForm& form,
                                                             const IsolationPolicy& policy) {
    const std::size_t count = form.people.size();
    if (count == 0 || count > static_cast<std::size_t>(policy.people_max)) {
        return fail(ErrorCode::invalid, "isolation.people_range", "people");
    }
    std::vector<registry::PersonBrief> people;
    std::set<PersonId> seen;
    std::vector<FieldError> absent, isolated;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string path = "people[" + std::to_string(i) + "]";
        XH_TRY(person, registry::find_person(context.tx, context.viewer.scope, form.people[i]));
        if (!person || !seen.insert(person->id).second) {
            absent.push_back(
                {path, person ? "isolation.person_twice" : "isolation.person_not_found"});
            continue;
        }
        XH_TRY(open, store::find_open_of_person(context.tx, person->id));
        if (open) {
            isolated.push_back({path, "isolation.already_isolated"});
        }
        people.push_back(std::move(*person));
    }
    if (!absent.empty()) {
        Error error{ErrorCode::invalid, "request.bad_field"};
        error.fields = std::move(absent);
        return fail(std::move(error));
    }
    if (!isolated.empty()) {
        Error error{ErrorCode::conflict, "isolation.already_isolated"};
        error.fields = std::move(isolated);
        return fail(std::move(error));
    }
    return people;
}

Done check_places(Context& context, const OrderForm& form) {
    if (form.place_area_code) {
        XH_TRY(area, registry::find_area(context.tx, *form.place_area_code));
        if (!area) {
            return fail(ErrorCode::invalid, "isolation.area_not_found", "place_area_code");
        }
    }
    if (form.screening) {
        XH_TRY(screening, store::find_screening(context.tx, context.viewer.scope, *form.screening));
        if (!screening) {
            return fail(ErrorCode::invalid, "isolation.screening_not_found", "screening");
        }
    }
    return {};
}

Result<Order> order_of_person(Context& context, const OrderForm& form,
                              const registry::PersonBrief& person, const OrderPeriod& period) {
    Order order;
    order.id = new_id<OrderId>(context.now);
    XH_TRY(number,
           store::next_number(
               context.tx,
               static_cast<int>(std::chrono::year_month_day{office_date(context.now)}.year())));
    order.number = number;
    order.person = person.id;
    order.household = person.household;
    order.person_name = person.name;
    order.birth_date = person.birth_date;
    order.smartphone = person.smartphone == registry::Smartphone::yes;
    order.area_code = person.area_code;
    // As far as the building: beside a name, a room number would be an address in clear.
    XH_TRY(areas, registry::area_chain(context.tx, person.area_code));
    for (const registry::Area& area : areas) {
        if (area.level <= registry::AreaLevel::building) {
            order.area_name = area.full_name;
        }
    }
    order.place = form.place;
    order.place_area_code = form.place_area_code.value_or("");
    order.start_date = period.start_date;
    order.days = period.days;
    order.end_date = period.end_date;
    const AssignmentForm assignment =
        form.assigned.value_or(AssignmentForm{context.viewer.user, {}});
    XH_TRY(assigned, assigned_for(context, assignment, order.area_code, "assigned."));
    order.worker = assigned.worker;
    order.worker_name = assigned.worker_name;
    order.medic = assigned.medic;
    order.screening = form.screening;
    order.made_by = context.viewer.user;
    order.made_by_name = context.viewer.name;
    order.made_at = context.now;
    return order;
}

// What differs between decisions; the rest is one way.
struct Decision {
    int version = 0;
    Chronicle told;
};
template <typename Rule>
Result<Order> decide(Context& context, OrderId id, Decision decision, Rule rule) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(before, order_in_scope(context, id));
    // Reports and alerts come in while somebody reads; only a decision not yet seen is in the way.
    if (decision.version < before.decision_version || decision.version > before.version) {
        return fail(ErrorCode::conflict, "isolation.changed_meanwhile");
    }
    auto ruled = rule(before, policy.rules);
    if (!ruled) {
        return fail(std::move(ruled.error()));
    }
    Order order = std::move(*ruled);
    order.decision_version = before.version + 1;
    if (order.state == OrderState::released) {
        // The notice is owed to the person, but a paper that cannot be made must not keep anybody in.
        XH_DO(
            context.tx.nested([&] { return make_paper(context, order, PaperKind::release_notice); })
                .or_else([](const Error&) { return Done{}; }));
    }
    XH_TRY(papers, count_papers(context, order, policy.rules));
    if (!is_open(order.state)) {
        XH_DO(settle_alerts(context, order, std::nullopt, AlertFinding::order_ended));
    }
    XH_TRY(saved, store::save(context.tx, std::move(order)));
    XH_DO(schedule_checks(context, saved, policy.rules));
    decision.told.state_before = before.state;
    decision.told.policy_version = policy.version;
    decision.told.details["days"] = std::to_string(saved.days);
    decision.told.details["end_date"] = to_text(saved.end_date);
    XH_DO(chronicle(context, saved, decision.told));
    if (!is_open(saved.state)) {
        XH_DO(store::end_parts(context.tx, saved.id, context.now));
        XH_DO(registry::mark_open_order(context, saved.person, std::nullopt));
    }
    return std::move(saved);
}

Decider decider_of(const Viewer& viewer) {
    return {viewer.user,
            viewer.may(permissions::confirm) ? Authority::reviewer : Authority::worker};
}

}  // namespace

Result<Assigned> assigned_for(Context& context, const AssignmentForm& form,
                              const std::string& area_code, const std::string& path) {
    XH_TRY(worker, user_for(context.tx, form.worker, worker_roles, area_code));
    if (!worker) {
        return fail(ErrorCode::invalid, "isolation.worker_not_for_area", path + "worker");
    }
    if (form.medic) {
        constexpr Role medic_roles[] = {Role::medic};
        XH_TRY(medic, user_for(context.tx, *form.medic, medic_roles, area_code));
        if (!medic) {
            return fail(ErrorCode::invalid, "isolation.medic_not_for_area", path + "medic");
        }
    }
    return Assigned{worker->id, worker->name, form.medic};
}

Result<std::vector<Order>> make_orders(Context& context, const OrderForm& form) {
    XH_TRY(policy, isolation_policy(context));
    XH_DO(check_reason(form.reason));
    XH_TRY(period,
           order_period(form.start_date, form.days, policy.rules, office_date(context.now)));
    XH_DO(check_places(context, form));
    XH_TRY(people, people_to_isolate(context, form, policy.rules));
    std::vector<Order> orders;
    for (const registry::PersonBrief& person : people) {
        XH_TRY(order, order_of_person(context, form, person, period));
        order.policy_version = policy.version;
        order.confirm_due_at = context.now + std::chrono::hours{policy.rules.confirm_within_hours};
        XH_TRY(reason, seal_words(context, person.id, order_reason_column, form.reason));
        XH_DO(store::insert(context.tx, order, reason));
        XH_DO(registry::mark_open_order(context, person.id, order.id));
        XH_DO(chronicle(context, order,
                        {.action = HistoryAction::made,
                         .policy_version = policy.version,
                         .reason = form.reason,
                         .details = {{"days", std::to_string(order.days)},
                                     {"end_date", to_text(order.end_date)}}}));
        XH_DO(store::take_part(context.tx, order.worker, order.id));
        orders.push_back(std::move(order));
    }
    return orders;
}

Result<Order> confirm_order(Context& context, OrderId id, const ConfirmationForm& form) {
    return decide(context, id, {form.version, {.action = HistoryAction::confirmed}},
                  [&](const Order& order, const IsolationPolicy&) {
                      return confirm(order, decider_of(context.viewer), context.now);
                  });
}

Result<Order> refuse_order(Context& context, OrderId id, const DecisionForm& form) {
    XH_DO(check_reason(form.reason));
    return decide(context, id,
                  {form.version, {.action = HistoryAction::refused, .reason = form.reason}},
                  [&](const Order& order, const IsolationPolicy&) {
                      return refuse(order, decider_of(context.viewer), context.now);
                  });
}

Result<Order> withdraw_order(Context& context, OrderId id, const DecisionForm& form) {
    XH_DO(check_reason(form.reason));
    return decide(context, id,
                  {form.version, {.action = HistoryAction::withdrawn, .reason = form.reason}},
                  [&](const Order& order, const IsolationPolicy&) {
                      return withdraw(order, decider_of(context.viewer), context.now);
                  });
}

Result<Order> extend_order(Context& context, OrderId id, const ExtensionForm& form) {
    XH_DO(check_reason(form.reason));
    return decide(context, id,
                  {form.version,
                   {.action = HistoryAction::extended,
                    .reason = form.reason,
                    .details = {{"days_added", std::to_string(form.days)}}}},
                  [&](const Order& order, const IsolationPolicy& policy) {
                      return extend(order, form.days, policy);
                  });
}

Result<Order> transfer_order(Context& context, OrderId id, const TransferForm& form) {
    XH_DO(check_reason(form.reason));
    if (form.place.size() > reason_bytes_max) {
        return fail(ErrorCode::invalid, "isolation.place_too_long", "place");
    }
    // Where to is as telling as why: both are sealed.
    const std::string reason = form.place.empty() ? form.reason : form.place + "：" + form.reason;
    return decide(context, id,
                  {form.version,
                   {.action = HistoryAction::transferred,
                    .reason = reason,
                    .details = {{"to", std::string{json::enum_text(form.to)}}}}},
                  [&](const Order& order, const IsolationPolicy&) {
                      return transfer(order, form.to, context.now);
                  });
}

Result<Order> release_order(Context& context, OrderId id, const ReleaseForm& form) {
    const std::string note = form.note.value_or("");
    if (note.size() > note_bytes_max) {
        return fail(ErrorCode::invalid, "isolation.note_too_long", "note");
    }
    return decide(context, id, {form.version, {.action = HistoryAction::released, .reason = note}},
                  [&](const Order& order, const IsolationPolicy& policy) -> Result<Order> {
                      XH_TRY(facts, release_facts(context, order, policy));
                      return release(order, release_conditions(order, facts, policy, context.now),
                                     context.now);
                  });
}

Result<Page<UserCell>> list_workers(Context& context, const WorkerFilter& filter) {
    Page<UserCell> page;
    if (filter.area.empty() || !context.viewer.scope.covers(filter.area)) {
        return fail(ErrorCode::invalid, "isolation.area_not_found", "area");
    }
    std::set<UserId> seen;
    for (const Role role : worker_roles) {
        XH_TRY(users, access::users_for_area(context.tx, role, filter.area));
        for (const access::UserBrief& user : users) {
            if (seen.insert(user.id).second) {
                page.items.push_back({user.id, user.name});
            }
        }
    }
    return page;
}

Result<Order> reassign_order(Context& context, OrderId id, const ReassignmentForm& form) {
    XH_TRY(before, order_in_scope(context, id));
    if (!is_open(before.state)) {
        return fail(ErrorCode::conflict, "isolation.already_ended");
    }
    XH_TRY(assigned, assigned_for(context, {form.worker, form.medic}, before.area_code, ""));
    XH_TRY(order, decide(context, id, {form.version, {.action = HistoryAction::reassigned}},
                         [&](Order changed, const IsolationPolicy&) -> Result<Order> {
                             changed.worker = assigned.worker;
                             changed.worker_name = assigned.worker_name;
                             if (assigned.medic) {  // Not named: stays who it is.
                                 changed.medic = assigned.medic;
                             }
                             return changed;
                         }));
    XH_DO(store::take_part(context.tx, order.worker, order.id));
    return std::move(order);
}

}  // namespace xiuhua::isolation
