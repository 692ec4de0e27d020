#include "rooms/ledger/actions.hpp"

#include <boost/mp11.hpp>

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "rooms/ledger/permissions.hpp"

namespace xiuhua::ledger {
namespace {

LedgerView view_for(const SavedView& v, const Viewer& viewer) {
    return {v.id,      v.ledger,      v.name,        v.owner_name, v.owner == viewer.user,
            v.shared,  v.shared_role, v.shared_area, v.filters,    v.sort,
            v.columns, v.frozen,      v.changed_at,  v.version};
}

void fill(SavedView& view, const LedgerViewForm& form) {
    view.name = form.name;
    view.shared = form.shared;
    view.shared_role = form.shared ? form.shared_role : std::nullopt;
    view.shared_area = form.shared ? form.shared_area.value_or("") : std::string{};
    view.filters = form.filters;
    view.sort = form.sort;
    view.columns = form.columns;
    view.frozen = form.frozen;
}

Done check(Context& context, const SavedView& view) {
    XH_DO(check_view(view));
    XH_DO(check_sharing(view, context.viewer.scope,
                        context.viewer.may(permissions::share) ? MayShare::yes : MayShare::no));
    XH_TRY(taken, store::has_name(context.tx, view));
    return taken ? fail(ErrorCode::conflict, "ledger.name_taken", "name") : Done{};
}

Done record(Context& context, const SavedView& view, std::string_view action) {
    const std::map<std::string, std::string> facts{{"ledger", view.ledger},
                                                   {"shared", view.shared ? "yes" : "no"}};
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::string{action},
                          .subject_kind = "ledger_view",
                          .subject = to_text(view.id),
                          .person = {},
                          .area_code = view.shared_area,
                          .reason = "",
                          .facts = {json::write(facts)}});
}

Result<SavedView> own_view(Context& context, ViewId id) {
    XH_TRY(found, store::find(context.tx, id));
    if (!found || found->owner != context.viewer.user) {
        return fail(ErrorCode::not_found, "ledger.view_not_found");
    }
    return std::move(*found);
}

}  // namespace

Result<std::vector<LedgerView>> list_views(Context& context, const LedgerViewFilter& filter) {
    XH_TRY(found, store::list(context.tx, context.viewer.user, filter.ledger));
    std::vector<LedgerView> views;
    for (const SavedView& view : found) {
        if (may_see(view, context.viewer)) {
            views.push_back(view_for(view, context.viewer));
        }
    }
    return views;
}

Result<LedgerAudiences> list_audiences() {
    LedgerAudiences found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto role) {
        if (permissions::views.roles.has(role.value)) {
            found.roles.push_back(role.value);
        }
    });
    return found;
}

Result<LedgerView> add_view(Context& context, const LedgerViewForm& form) {
    SavedView view;
    view.id = new_id<ViewId>(context.now);
    view.ledger = form.ledger;
    view.owner = context.viewer.user;
    view.owner_name = context.viewer.name;
    view.changed_at = context.now;
    fill(view, form);
    XH_DO(check(context, view));
    XH_TRY(count, store::count(context.tx, view.owner, view.ledger));
    if (count >= static_cast<std::int64_t>(views_max)) {
        return fail(ErrorCode::conflict, "ledger.too_many_views");
    }
    XH_DO(store::insert(context.tx, view));
    XH_DO(record(context, view, "ledger.view_kept"));
    return view_for(view, context.viewer);
}

Result<LedgerView> change_view(Context& context, ViewId id, const LedgerViewChange& change) {
    XH_TRY(view, own_view(context, id));
    view.version = change.version;
    view.changed_at = context.now;
    fill(view, change.view);
    XH_DO(check(context, view));
    XH_TRY(saved, store::save(context.tx, std::move(view)));
    XH_DO(record(context, saved, "ledger.view_changed"));
    return view_for(saved, context.viewer);
}

Result<LedgerView> remove_view(Context& context, ViewId id) {
    XH_TRY(view, own_view(context, id));
    XH_DO(store::remove(context.tx, id));
    XH_DO(record(context, view, "ledger.view_removed"));
    return view_for(view, context.viewer);
}

}  // namespace xiuhua::ledger
