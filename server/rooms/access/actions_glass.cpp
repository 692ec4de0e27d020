#include "rooms/access/actions_glass.hpp"

#include <algorithm>
#include <charconv>

#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/access/actions_common.hpp"
#include "rooms/access/public.hpp"
#include "rooms/access/rules_glass.hpp"
#include "rooms/access/store_glass.hpp"

namespace xiuhua::access {
namespace {

constexpr std::string_view subject_kind = "break_glass";
constexpr std::chrono::hours a_day{24};

Result<policy::InForce<BreakGlassPolicy>> policy_of(Context& context) {
    return policy::in_force_as<BreakGlassPolicy>(context.tx, "break_glass",
                                                 office_date(context.now));
}

Result<BreakGlassView> view_of(Context& context, const Glass& glass) {
    std::vector<UserId> ids{glass.user};
    for (const auto& other : {glass.ended_by, glass.reviewed_by}) {
        if (other) {
            ids.push_back(*other);
        }
    }
    XH_TRY(names, user_names(context.tx, ids));
    return glass_view(glass, names, context.now);
}

// The auditors' screens, and the opener's own.
Done tell_watchers(Context& context, std::string_view kind, const Glass& glass) {
    XH_TRY(watchers, store::users_with_role(context.tx, Role::auditor));
    watchers.push_back(glass.user);
    for (const UserId watcher : watchers) {
        Event event;
        event.kind = kind;
        event.subject = to_text(glass.id);
        event.addressee = watcher;
        XH_DO(outbox::append(context.tx, context.now, event));
    }
    return {};
}

Done note(Context& context, std::string_view action, const Glass& glass, std::string reason,
          std::string facts = "{}") {
    AuditEntry entry;
    entry.actor = context.viewer.user;
    entry.action = action;
    entry.subject_kind = subject_kind;
    entry.subject = to_text(glass.id);
    entry.area_code = glass.area_code;
    entry.reason = std::move(reason);
    entry.facts = RawJson{std::move(facts)};
    return audit::append(context.tx, context.now, entry);
}

tl::unexpected<Error> no_such_glass() {
    return fail(ErrorCode::not_found, "access.no_such_glass");
}

Done close(Context& context, Glass& glass, std::optional<UserId> by) {
    glass.ended_at = context.now;
    glass.ended_by = by;
    XH_DO(store::end_glass(context.tx, glass));
    ++glass.version;
    XH_DO(note(context, "access.end_break_glass", glass, "",
               "{\"looks\":" + std::to_string(glass.looks) + "}"));
    return tell_watchers(context, "access.break_glass_ended", glass);
}

// "<opened at in milliseconds>.<id>"
std::string cursor_of(const Glass& glass) {
    return std::to_string(glass.opened_at.time_since_epoch().count()) + "." + to_text(glass.id);
}
Done read_cursor(std::string_view text, store::GlassQuery& query) {
    const auto dot = text.find('.');
    const auto id = parse_uuid(dot == std::string_view::npos ? text : text.substr(dot + 1));
    std::int64_t at = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + std::min(dot, text.size()), at);
    if (!id || parsed.ec != std::errc{}) {
        return fail(ErrorCode::invalid, "access.bad_cursor", "after");
    }
    query.before = Instant{std::chrono::milliseconds{at}};
    query.before_id = BreakGlassId{*id};
    return {};
}

}  // namespace

Result<BreakGlassView> open_glass(Context& context, const BreakGlassForm& form) {
    XH_TRY(policy, policy_of(context));
    const UserId user = context.viewer.user;
    const std::string reason = trim(form.reason);
    XH_TRY(open, store::open_glass_of(context.tx, user, context.now));
    XH_TRY(opened, store::count_glasses_since(context.tx, user, context.now - a_day));
    XH_DO(check_glass_wish({form.area_code, reason, context.viewer.scope,
                            context.services.config.office.area_code, open.has_value(), opened},
                           policy.rules));
    Glass glass;
    glass.id = new_id<BreakGlassId>(context.now);
    glass.user = user;
    glass.area_code = form.area_code;
    glass.reason = reason;
    glass.scope = new_id<ScopeId>(context.now);
    glass.policy_version = policy.version;
    glass.opened_at = context.now;
    glass.ends_at = glass_ends(policy.rules, context.now);
    XH_DO(store::insert_glass(context.tx, glass));
    XH_DO(jobs::schedule(context.tx, glass_end_job, to_text(glass.id), glass.ends_at));
    XH_DO(note(context, "access.open_break_glass", glass, reason,
               "{\"hours\":" + std::to_string(policy.rules.hours) +
                   ",\"policy\":" + std::to_string(policy.version) + "}"));
    XH_DO(tell_watchers(context, "access.break_glass_opened", glass));
    return view_of(context, glass);
}

Result<OwnBreakGlass> own_glass(Context& context) {
    XH_TRY(policy, policy_of(context));
    OwnBreakGlass own;
    own.hours = policy.rules.hours;
    own.reason_characters_min = policy.rules.reason_characters_min;
    XH_TRY(open, store::open_glass_of(context.tx, context.viewer.user, context.now));
    if (open) {
        XH_TRY(view, view_of(context, *open));
        own.open = std::move(view);
    }
    return own;
}

Result<BreakGlassView> end_glass(Context& context, BreakGlassId id, Whose whose) {
    XH_TRY(glass, store::find_glass(context.tx, id));
    if (!glass || (whose == Whose::own && glass->user != context.viewer.user)) {
        return no_such_glass();
    }
    if (!glass_is_open(*glass, context.now)) {
        return fail(ErrorCode::conflict, "access.glass_ended");
    }
    XH_DO(close(context, *glass, context.viewer.user));
    XH_DO(jobs::cancel(context.tx, glass_end_job, to_text(id)));
    return view_of(context, *glass);
}

Done end_glass_by_time(Context& context, const Job& job) {
    const auto uuid = parse_uuid(job.key);
    if (!uuid) {
        return {};
    }
    XH_TRY(glass, store::find_glass(context.tx, BreakGlassId{*uuid}));
    if (!glass || glass->ended_at) {
        return {};
    }
    return close(context, *glass, std::nullopt);
}

Result<BreakGlassView> review_glass(Context& context, BreakGlassId id,
                                    const BreakGlassReviewForm& form) {
    XH_TRY(glass, store::find_glass(context.tx, id));
    if (!glass) {
        return no_such_glass();
    }
    const std::string words = trim(form.note);
    XH_DO(check_glass_review(*glass, {form.finding, words, context.viewer.user}, context.now));
    glass->finding = form.finding;
    glass->finding_note = words;
    glass->reviewed_by = context.viewer.user;
    glass->reviewed_at = context.now;
    XH_DO(store::review_glass(context.tx, *glass));
    ++glass->version;
    XH_DO(note(context, "access.review_break_glass", *glass, words,
               "{\"finding\":\"" + std::string{json::enum_text(form.finding)} + "\"}"));
    XH_DO(tell_watchers(context, "access.break_glass_reviewed", *glass));
    return view_of(context, *glass);
}

Result<Page<BreakGlassView>> list_glasses(Context& context, const BreakGlassFilter& filter) {
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    store::GlassQuery query;
    query.user = filter.user;
    query.waiting = filter.waiting.value_or(false);
    query.limit = limit + 1;
    if (filter.after) {
        XH_DO(read_cursor(*filter.after, query));
    }
    XH_TRY(glasses, store::list_glasses(context.tx, query));
    Page<BreakGlassView> page;
    for (std::size_t i = 0; i < glasses.size(); ++i) {
        if (static_cast<int>(i) == limit) {
            page.next = cursor_of(glasses[i - 1]);
            break;
        }
        XH_TRY(view, view_of(context, glasses[i]));
        page.items.push_back(std::move(view));
    }
    return page;
}

Result<BreakGlass> asked_glass(Tx& tx, UserId user, std::string_view header, Instant now) {
    const auto uuid = parse_uuid(header);
    if (uuid) {
        XH_TRY(glass, store::find_glass(tx, BreakGlassId{*uuid}));
        if (glass && glass->user == user && glass_is_open(*glass, now)) {
            return break_glass_of(*glass);
        }
    }
    return fail(ErrorCode::forbidden, "access.glass_ended");
}

Done write_looks(Services& services, const Viewer& viewer, const RouteDescription& route,
                 const std::vector<PersonId>& people) {
    const Instant now = services.clock.now();
    return services.db.write([&](Tx& tx) -> Done {
        XH_TRY(glass, store::find_glass(tx, viewer.glass->id));
        if (!glass || !glass_is_open(*glass, now)) {
            return fail(ErrorCode::forbidden, "access.glass_ended");  // Ended while it was read.
        }
        XH_DO(store::count_look(tx, glass->id));
        AuditEntry entry;
        entry.actor = viewer.user;
        entry.action = "access.look_through_glass";
        entry.subject_kind = subject_kind;
        entry.subject = to_text(glass->id);
        entry.area_code = glass->area_code;
        entry.reason = glass->reason;
        entry.facts = RawJson{"{\"route\":" + json::write(route.pattern) + "}"};
        if (people.empty()) {
            return audit::append(tx, now, entry);
        }
        for (const PersonId person : people) {
            entry.person = person;
            XH_DO(audit::append(tx, now, entry));
        }
        return {};
    });
}

}  // namespace xiuhua::access
