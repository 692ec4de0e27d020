#include "rooms/privacy/actions.hpp"

#include <set>

#include "rooms/access/public.hpp"
#include "rooms/privacy/permissions.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::privacy {
namespace {

Result<ActorNames> names_of(Tx& tx, const std::vector<audit::Record>& records) {
    std::set<UserId> actors;
    for (const audit::Record& record : records) {
        if (!record.actor.is_nil()) {
            actors.insert(record.actor);
        }
    }
    return access::user_names(tx, {actors.begin(), actors.end()});
}

// One row more than asked for is read, so that the last page is known to be the last.
template <typename Row, typename Render>
Result<Page<Row>> page_of(Tx& tx, audit::Filter filter, Render render) {
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max - 1);
    filter.limit = limit + 1;
    XH_TRY(records, audit::list(tx, filter));
    Page<Row> page;
    if (static_cast<int>(records.size()) > limit) {
        records.pop_back();
        page.next = std::to_string(records.back().seq);
    }
    XH_TRY(names, names_of(tx, records));
    for (const audit::Record& record : records) {
        page.items.push_back(render(record, names));
    }
    return page;
}

Result<Page<AccessRow>> accesses(Tx& tx, PersonId person, const AccessFilter& filter) {
    audit::Filter wanted;
    wanted.person = person;
    wanted.before = filter.before;
    wanted.limit = filter.limit;
    return page_of<AccessRow>(tx, wanted, access_row);
}

}  // namespace

Result<Page<AuditRow>> list_audit(Context& context, const AuditFilter& filter) {
    return page_of<AuditRow>(context.tx,
                             {filter.actor, filter.person, filter.action, filter.subject,
                              filter.from, filter.until, filter.before, filter.limit},
                             audit_row);
}

Result<Page<AccessRow>> accesses_of(Context& context, PersonId person, const AccessFilter& filter) {
    if (!context.viewer.may(permissions::audit)) {
        XH_TRY(found, registry::find_person(context.tx, context.viewer.scope, person));
        if (!found) {
            return fail(ErrorCode::not_found, "privacy.no_person");
        }
    }
    return accesses(context.tx, person, filter);
}

Result<Page<AccessRow>> own_accesses(Context& context, const AccessFilter& filter) {
    if (context.viewer.person.is_nil()) {
        return fail(ErrorCode::not_found, "privacy.no_person");
    }
    return accesses(context.tx, context.viewer.person, filter);
}

}  // namespace xiuhua::privacy
