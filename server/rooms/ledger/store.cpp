#include "rooms/ledger/store.hpp"

namespace xiuhua::ledger::store {
namespace {

#define XH_VIEW_COLUMNS                                                                      \
    "id, ledger, name, owner, owner_name, shared, shared_role, shared_area, filters, sort, " \
    "columns, frozen, changed_at, version"

constexpr Query insert_view{"ledger.insert_view",
                            "INSERT INTO ledger_view (" XH_VIEW_COLUMNS
                            ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                            "?14)"};
constexpr Query update_view{
    "ledger.save_view",
    "UPDATE ledger_view SET name = ?3, shared = ?4, shared_role = ?5, shared_area = ?6, "
    "filters = ?7, sort = ?8, columns = ?9, frozen = ?10, changed_at = ?11, "
    "version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query delete_view{"ledger.delete_view", "DELETE FROM ledger_view WHERE id = ?1"};
constexpr Query find_view{"ledger.find_view",
                          "SELECT " XH_VIEW_COLUMNS " FROM ledger_view WHERE id = ?1"};
constexpr Query find_name{"ledger.view_name",
                          "SELECT COUNT(*) FROM ledger_view WHERE owner = ?1 AND ledger = ?2 "
                          "AND name = ?3 AND id <> ?4"};
constexpr Query count_views{"ledger.count_views",
                            "SELECT COUNT(*) FROM ledger_view WHERE owner = ?1 AND ledger = ?2"};
constexpr Query list_views{"ledger.list_views",
                           "SELECT " XH_VIEW_COLUMNS
                           " FROM ledger_view WHERE ledger = ?1 AND (owner = ?2 OR shared = 1) "
                           "ORDER BY name, id"};

}  // namespace

Done insert(Tx& tx, const SavedView& v) {
    XH_DO(tx.exec(insert_view, v.id, v.ledger, v.name, v.owner, v.owner_name, v.shared,
                  v.shared_role, v.shared_area, v.filters, v.sort, v.columns, v.frozen,
                  v.changed_at, v.version));
    return {};
}

Result<SavedView> save(Tx& tx, SavedView v) {
    XH_TRY(changed, tx.exec(update_view, v.id, v.version, v.name, v.shared, v.shared_role,
                            v.shared_area, v.filters, v.sort, v.columns, v.frozen, v.changed_at));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "ledger.changed_meanwhile");
    }
    ++v.version;
    return v;
}

Done remove(Tx& tx, ViewId id) {
    XH_DO(tx.exec(delete_view, id));
    return {};
}

Result<std::optional<SavedView>> find(Tx& tx, ViewId id) {
    return tx.row<SavedView>(find_view, id);
}

Result<bool> has_name(Tx& tx, const SavedView& v) {
    XH_TRY(found, tx.row<std::int64_t>(find_name, v.owner, v.ledger, v.name, v.id));
    return found.value_or(0) > 0;
}

Result<std::int64_t> count(Tx& tx, UserId owner, std::string_view ledger) {
    XH_TRY(found, tx.row<std::int64_t>(count_views, owner, ledger));
    return found.value_or(0);
}

Result<std::vector<SavedView>> list(Tx& tx, UserId user, std::string_view ledger) {
    return tx.rows<SavedView>(list_views, ledger, user);
}

}  // namespace xiuhua::ledger::store
