#include "rooms/privacy/actions_destruction.hpp"

#include "platform/clock/new_id.hpp"
#include "platform/crypto/living_keys.hpp"
#include "platform/host/services.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/access/public.hpp"
#include "rooms/documents/public.hpp"
#include "rooms/isolation/public.hpp"
#include "rooms/privacy/rules.hpp"
#include "rooms/privacy/store.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::privacy {
namespace {

constexpr std::string_view policy_name = "retention";

Result<policy::InForce<RetentionPolicy>> policy_now(Context& context) {
    return policy::in_force_as<RetentionPolicy>(context.tx, policy_name, office_date(context.now));
}

std::string basis_of(const policy::InForce<RetentionPolicy>& policy) {
    return std::string{policy_name} + "/" + std::to_string(policy.version);
}

struct ChangeFacts {
    Purpose purpose = Purpose::health;
    DestructionCause cause = DestructionCause::retention;
    DestructionState state = DestructionState::running;
    std::int64_t people = 0, records = 0, kept = 0;
};
BOOST_DESCRIBE_STRUCT(ChangeFacts, (), (purpose, cause, state, people, records, kept))

RawJson facts_of(const Destruction& d) {
    return {json::write(ChangeFacts{d.purpose, d.cause, d.state, d.people, d.records, d.kept})};
}

// One entry about the whole and one event for the screens that watch it.
Done tell(Context& context, const Destruction& d, std::string_view action) {
    XH_DO(audit::append(context.tx, context.now,
                        {.actor = context.viewer.user,
                         .action = std::string{action},
                         .subject_kind = "destruction",
                         .subject = to_text(d.id),
                         .person = {},
                         .area_code = "",
                         .reason = d.reason,
                         .facts = facts_of(d)}));
    return outbox::append(context.tx, context.now,
                          {.kind = "privacy.destruction_changed",
                           .subject = to_text(d.id),
                           .area_code = "",
                           .payload = facts_of(d)});
}

// Stands in the person's own log, and is the list that the certificate's digest was made over.
Done audit_person(Context& context, const Destruction& d, PersonId person) {
    return audit::append(
        context.tx, context.now,
        {.actor = context.viewer.user,
         .action = "privacy.destroy",
         .subject_kind = "destruction",
         .subject = to_text(d.id),
         .person = person,
         .area_code = "",
         .reason = d.reason,
         .facts = {json::write(std::map<std::string, std::string>{
             {"purpose", std::string{json::enum_text(d.purpose)}}, {"basis", d.basis}})}});
}

Done add_person(Context& context, Destruction& d, PersonId person) {
    XH_DO(audit_person(context, d, person));
    d.list_digest = next_digest(d.list_digest, person);
    ++d.people;
    return {};
}

// To rooms that are not known here: they delete what is theirs.
Done tell_rooms(Context& context, PersonId person, Purpose purpose) {
    return outbox::append(context.tx, context.now,
                          {.kind = "privacy.person_destroyed",
                           .subject = to_text(person),
                           .area_code = "",
                           .payload = {json::write(PersonDestroyed{person, purpose})}});
}

// The rows under the key.
Result<std::int64_t> destroy_rows(Context& context, PersonId person, Purpose purpose) {
    switch (purpose) {
        case Purpose::health:
            return isolation::destroy_health_records(context, person);
        case Purpose::papers:
            return documents::destroy_papers(context, person);
        case Purpose::identity: {
            XH_TRY(registered, registry::forget_person(context, person));
            XH_TRY(named, isolation::forget_names(context, person));
            XH_DO(tell_rooms(context, person, purpose));  // Copies of the name in their lists.
            return registered + named;
        }
        case Purpose::tracking:
        case Purpose::care:
        case Purpose::face:
            XH_DO(tell_rooms(context, person, purpose));
            return 0;
    }
    return 0;
}

Done destroy_person(Context& context, Destruction& d, PersonId person) {
    XH_TRY(records, destroy_rows(context, person, d.purpose));
    XH_DO(context.services.vault.destroy(context.tx, person, d.purpose));
    d.records += records;
    return add_person(context, d, person);
}

Done schedule_batch(Context& context, const Destruction& d) {
    const std::string id = to_text(d.id);
    return jobs::schedule(context.tx, destroy_job, id, context.now);
}

Done sign(Context& context, Destruction& d) {
    const CertificateStatement statement{
        d.id,   d.purpose,     d.cause,       d.basis,        d.reason,    d.people,      d.records,
        d.kept, d.list_digest, d.proposed_by, d.confirmed_by, *d.begun_at, *d.finished_at};
    d.statement = json::write(statement);
    d.signature = context.services.vault.sign(signed_text(d.statement));
    return {};
}

// A night on which nobody's time was over leaves nothing to certify.
Done finish(Context& context, Destruction& d) {
    if (d.people == 0 && d.cause == DestructionCause::retention) {
        return store::remove(context.tx, d.id);
    }
    d.state = DestructionState::finished;
    d.finished_at = context.now;
    XH_DO(sign(context, d));
    XH_DO(store::save(context.tx, d, DestructionState::running));
    return tell(context, d, "privacy.destruction_finished");
}

Result<bool> may_go(Context& context, const Destruction& d, const RetentionPolicy& policy,
                    PersonId person) {
    XH_TRY(need, isolation::need_of(context.tx, person));
    if (d.cause == DestructionCause::event_over) {
        return !need.order_open;
    }
    const RetentionRule* rule = rule_for(policy, d.purpose);
    return rule != nullptr && is_due({need.order_open, need.ended_at}, *rule, context.now);
}

Result<EndingFacts> ending_facts(Context& context, Purpose purpose) {
    EndingFacts facts;
    XH_TRY(people, living_keys::count(context.tx, purpose));
    XH_TRY(orders, isolation::count_open_orders(context.tx));
    facts.people = people;
    facts.orders_open = orders;
    return facts;
}

Result<Destruction> find_destruction(Context& context, DestructionId id) {
    XH_TRY(found, store::find(context.tx, id));
    if (!found) {
        return fail(ErrorCode::not_found, "privacy.no_destruction");
    }
    return std::move(*found);
}

Result<std::vector<DestructionView>> views_of(Context& context,
                                              const std::vector<Destruction>& found) {
    std::vector<UserId> users;
    for (const Destruction& d : found) {
        for (const UserId user : {d.proposed_by, d.confirmed_by}) {
            if (!user.is_nil() && std::find(users.begin(), users.end(), user) == users.end()) {
                users.push_back(user);
            }
        }
    }
    XH_TRY(names, access::user_names(context.tx, users));
    std::vector<DestructionView> views;
    for (const Destruction& d : found) {
        const bool genuine = !d.signature.empty() &&
                             context.services.vault.verify(signed_text(d.statement), d.signature);
        views.push_back(destruction_view(d, names, genuine ? Genuine::yes : Genuine::no));
    }
    return views;
}

Result<DestructionView> view_of(Context& context, const Destruction& d) {
    XH_TRY(views, views_of(context, {d}));
    return std::move(views.front());
}

}  // namespace

Result<RetentionPolicy> retention_in_force(Context& context) {
    XH_TRY(policy, policy_now(context));
    return std::move(policy.rules);
}

Result<Page<DestructionView>> list_destructions(Context& context, const DestructionFilter& filter) {
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(found, store::list(context.tx, filter.after.value_or(""), limit + 1));
    Page<DestructionView> page;
    if (static_cast<int>(found.size()) > limit) {
        found.pop_back();
        page.next = to_text(found.back().id);
    }
    XH_TRY(views, views_of(context, found));
    page.items = std::move(views);
    return page;
}

Result<DestructionView> see_destruction(Context& context, DestructionId id) {
    XH_TRY(found, find_destruction(context, id));
    return view_of(context, found);
}

Result<EndingPreview> preview_ending(Context& context, const std::vector<PersonalField>& fields,
                                     const EndingQuery& query) {
    XH_TRY(policy, policy_now(context));
    XH_TRY(facts, ending_facts(context, query.purpose));
    EndingPreview preview{query.purpose, facts.people, facts.orders_open, {}, {}};
    const bool by_rooms_rule = rule_for(policy.rules, query.purpose) == nullptr;
    for (const PersonalField& field : fields) {
        if (field.purpose == query.purpose &&
            (by_rooms_rule || field.ends.starts_with(by_retention))) {
            preview.columns.emplace_back(field.column);
        }
    }
    preview.confirmation = confirmation_phrase(query.purpose, facts.people);
    return preview;
}

Result<DestructionView> propose_ending(Context& context, const EndingForm& form) {
    XH_TRY(policy, policy_now(context));
    XH_TRY(facts, ending_facts(context, form.purpose));
    XH_TRY(before, store::unfinished(context.tx, form.purpose));
    for (Destruction& d : before) {
        if (d.state == DestructionState::proposed && has_lapsed(d, policy.rules, context.now)) {
            d.state = DestructionState::withdrawn;
            XH_DO(store::save(context.tx, d, DestructionState::proposed));
        } else if (d.cause == DestructionCause::event_over) {
            ++facts.unfinished;
        }
    }
    XH_DO(check_ending(form, facts));
    Destruction d;
    d.id = new_id<DestructionId>(context.now);
    d.purpose = form.purpose;
    d.cause = DestructionCause::event_over;
    d.state = DestructionState::proposed;
    d.basis = basis_of(policy);
    d.reason = form.reason;
    d.proposed_by = context.viewer.user;
    d.proposed_at = context.now;
    XH_DO(store::insert(context.tx, d));
    XH_DO(tell(context, d, "privacy.destruction_proposed"));
    return view_of(context, d);
}

Result<DestructionView> confirm_ending(Context& context, DestructionId id,
                                       const EndingConfirmation& form) {
    XH_TRY(policy, policy_now(context));
    XH_TRY(found, find_destruction(context, id));
    Destruction d = found;
    XH_TRY(facts, ending_facts(context, d.purpose));
    XH_DO(check_confirmation(d, {context.viewer.user, form.confirmation}, facts, policy.rules,
                             context.now));
    d.state = DestructionState::running;
    d.confirmed_by = context.viewer.user;
    d.begun_at = context.now;
    XH_DO(store::save(context.tx, d, DestructionState::proposed));
    XH_DO(schedule_batch(context, d));
    XH_DO(tell(context, d, "privacy.destruction_confirmed"));
    return view_of(context, d);
}

Result<DestructionView> withdraw_ending(Context& context, DestructionId id) {
    XH_TRY(found, find_destruction(context, id));
    Destruction d = found;
    if (d.state != DestructionState::proposed) {
        return fail(ErrorCode::conflict, "privacy.not_proposed");
    }
    d.state = DestructionState::withdrawn;
    XH_DO(store::save(context.tx, d, DestructionState::proposed));
    XH_DO(tell(context, d, "privacy.destruction_withdrawn"));
    return view_of(context, d);
}

Done begin_retention(Context& context, const Job&) {
    XH_TRY(policy, policy_now(context));
    for (const RetentionRule& rule : policy.rules.rules) {
        if (!rule.days_after_order) {
            continue;
        }
        XH_TRY(unfinished, store::unfinished(context.tx, rule.purpose));
        XH_TRY(someone, living_keys::people(context.tx, rule.purpose, {}, 1));
        const bool running =
            std::any_of(unfinished.begin(), unfinished.end(),
                        [](const Destruction& d) { return d.state == DestructionState::running; });
        if (running || someone.empty()) {
            continue;
        }
        Destruction d;
        d.id = new_id<DestructionId>(context.now);
        d.purpose = rule.purpose;
        d.basis = basis_of(policy);
        d.proposed_at = context.now;
        d.begun_at = context.now;
        XH_DO(store::insert(context.tx, d));
        XH_DO(schedule_batch(context, d));
    }
    return {};
}

Done destroy_batch(Context& context, const Job& job) {
    const auto id = parse_uuid(job.key);
    if (!id) {
        return fail(ErrorCode::internal, "privacy.bad_job");
    }
    XH_TRY(found, store::find(context.tx, DestructionId{*id}));
    if (!found || found->state != DestructionState::running) {
        return {};
    }
    Destruction d = std::move(*found);
    XH_TRY(policy, policy_now(context));
    if (d.cause == DestructionCause::retention && basis_of(policy) != d.basis) {
        return finish(context, d);  // The rule has changed: the next night goes by the new one.
    }
    XH_TRY(people, living_keys::people(context.tx, d.purpose, d.cursor, people_a_batch));
    for (const PersonId person : people) {
        XH_TRY(goes, may_go(context, d, policy.rules, person));
        if (goes) {
            XH_DO(destroy_person(context, d, person));
        } else if (d.cause == DestructionCause::event_over) {
            ++d.kept;
        }
        d.cursor = person;
    }
    if (static_cast<int>(people.size()) < people_a_batch) {
        return finish(context, d);
    }
    XH_DO(store::save(context.tx, d, DestructionState::running));
    return schedule_batch(context, d);
}

Result<DestructionId> certify(Context& context, const OwnDestruction& destroyed) {
    Destruction d;
    d.id = new_id<DestructionId>(context.now);
    d.purpose = destroyed.purpose;
    d.cause = DestructionCause::room_rule;
    d.state = DestructionState::finished;
    d.basis = destroyed.basis;
    d.proposed_at = context.now;
    d.begun_at = context.now;
    d.finished_at = context.now;
    d.records = destroyed.records;
    for (const PersonId person : destroyed.people) {
        XH_DO(add_person(context, d, person));
    }
    XH_DO(sign(context, d));
    XH_DO(store::insert(context.tx, d));
    XH_DO(tell(context, d, "privacy.destruction_finished"));
    return d.id;
}

}  // namespace xiuhua::privacy
