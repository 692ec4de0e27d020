#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::size_t place_bytes_max = 300;

Result<std::optional<registry::PersonBrief>> screened_person(Context& context,
                                                             const ScreeningForm& form) {
    if (form.person && form.newcomer) {
        return fail(ErrorCode::invalid, "isolation.person_or_newcomer", "newcomer");
    }
    PersonId id;
    if (form.newcomer) {
        const NewcomerForm& newcomer = *form.newcomer;
        if (!context.viewer.scope.covers(newcomer.area_code)) {
            return fail(ErrorCode::invalid, "isolation.area_not_found", "newcomer.area_code");
        }
        XH_TRY(household, registry::add_household(context, newcomer.area_code, newcomer.address));
        XH_TRY(added, registry::add_person(context, household,
                                           {.name = newcomer.name,
                                            .identity_number = newcomer.identity_number,
                                            .phone = newcomer.phone,
                                            .address = newcomer.address,
                                            .area_code = newcomer.area_code,
                                            .birth_date = newcomer.birth_date}));
        id = added;
    } else if (form.person) {
        id = *form.person;
    } else {
        return std::optional<registry::PersonBrief>{};
    }
    XH_TRY(found, registry::find_person(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "isolation.person_not_found", "person");
    }
    return std::move(found);
}

Result<std::string> area_of(Context& context, const ScreeningForm& form,
                            const std::optional<registry::PersonBrief>& person) {
    if (form.area_code) {
        if (!context.viewer.scope.covers(*form.area_code)) {
            return fail(ErrorCode::invalid, "isolation.area_not_found", "area_code");
        }
        return *form.area_code;
    }
    if (person) {
        return person->area_code;
    }
    const auto& codes = context.viewer.scope.area_codes;
    return codes.empty() ? std::string{} : codes.front();
}

ScreeningView view_of(const Screening& s, const ScreeningRecord& record) {
    return {s.id,
            s.person,
            s.person_name,
            s.area_code,
            s.place,
            s.made_by_name,
            s.made_at,
            s.outcome,
            s.policy_version,
            s.exposed_until,
            s.suggested_days,
            record.reasons,
            record.answers};
}

}  // namespace

Result<ScreeningView> make_screening(Context& context, const ScreeningForm& form) {
    if (form.place.size() > place_bytes_max) {
        return fail(ErrorCode::invalid, "isolation.place_too_long", "place");
    }
    const ScreeningRecord answers{{form.questionnaire, form.itinerary, form.temperature}, {}};
    XH_TRY(policy, policy_now<ScreeningPolicy>(context, "screening"));
    XH_TRY(decision, screen(answers.answers, policy.rules, office_date(context.now)));
    XH_TRY(person, screened_person(context, form));
    Screening screening;
    screening.id = new_id<ScreeningId>(context.now);
    XH_TRY(area, area_of(context, form, person));
    screening.area_code = area;
    screening.place = form.place;
    screening.made_by = context.viewer.user;
    screening.made_by_name = context.viewer.name;
    screening.made_at = context.now;
    screening.outcome = decision.outcome;
    screening.policy_version = policy.version;
    screening.exposed_until = decision.exposed_until;
    screening.suggested_days = decision.suggested_days;
    const ScreeningRecord record{answers.answers, decision.reasons};
    std::optional<Bytes> sealed;
    if (person) {
        screening.person = person->id;
        screening.person_name = person->name;
        XH_TRY(words, seal_words(context, person->id, screening_column, json::write(record)));
        sealed = words;
    }
    XH_DO(store::insert(context.tx, screening, sealed));
    const std::map<std::string, std::string> facts{
        {"outcome", std::string{json::enum_text(screening.outcome)}},
        {"policy_version", std::to_string(screening.policy_version)}};
    XH_DO(audit::append(context.tx, context.now,
                        {.actor = context.viewer.user,
                         .action = "isolation.screen",
                         .subject_kind = "screening",
                         .subject = to_text(screening.id),
                         .person = screening.person,
                         .area_code = screening.area_code,
                         .reason = "",
                         .facts = {json::write(facts)}}));
    XH_DO(outbox::append(context.tx, context.now,
                         {.kind = "isolation.screening_made",
                          .subject = to_text(screening.id),
                          .area_code = screening.area_code,
                          .payload = {json::write(facts)}}));
    return view_of(screening, record);  // Who has just asked the questions knows the answers.
}

Result<Page<ScreeningRow>> list_screenings(Context& context, const ScreeningFilter& filter) {
    store::ScreeningList list{
        filter.outcome, filter.person, std::nullopt, filter.after.value_or(""),
        std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max)};
    if (!context.viewer.may(permissions::read)) {
        list.made_by = context.viewer.user;
    }
    const int shown = list.limit++;
    XH_TRY(found, store::list_screenings(context.tx, context.viewer.scope, list));
    Page<ScreeningRow> page;
    for (const Screening& screening : found) {
        if (static_cast<int>(page.items.size()) == shown) {
            page.next = to_text(page.items.back().id);
            break;
        }
        page.items.push_back(row_of(screening));
    }
    return page;
}

Result<ScreeningView> look_at_screening(Context& context, ScreeningId id) {
    XH_TRY(found, store::find_screening(context.tx, context.viewer.scope, id));
    const bool own = found && found->screening.made_by == context.viewer.user;
    if (!found || (!own && !context.viewer.may(permissions::read))) {
        return fail(ErrorCode::not_found, "isolation.screening_not_found");
    }
    const Screening& screening = found->screening;
    ScreeningRecord record;
    const bool with_health = context.viewer.may(permissions::health);
    if (screening.person && found->answers && with_health) {
        XH_TRY(words, open_words(context, *screening.person, screening_column, *found->answers));
        if (!words.empty()) {
            XH_TRY(parsed, json::parse<ScreeningRecord>(words));
            record = parsed;
        }
        XH_DO(audit::append(context.tx, context.now,
                            {.actor = context.viewer.user,
                             .action = "isolation.look_at_screening",
                             .subject_kind = "screening",
                             .subject = to_text(screening.id),
                             .person = screening.person,
                             .area_code = screening.area_code,
                             .reason = "",
                             .facts = {}}));
    }
    ScreeningView view = view_of(screening, record);
    if (!with_health || !found->answers) {
        view.answers.reset();
    }
    return view;
}

}  // namespace xiuhua::isolation
