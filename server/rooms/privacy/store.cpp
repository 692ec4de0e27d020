#include "rooms/privacy/store.hpp"

namespace xiuhua::privacy::store {
namespace {

#define XH_COLUMNS                                                                          \
    "id, purpose, cause, state, basis, reason, proposed_by, proposed_at, confirmed_by, "    \
    "begun_at, finished_at, cursor_person, people, records, kept, list_digest, statement, " \
    "signature"

constexpr Query insert_one{"privacy.insert_destruction",
                           "INSERT INTO privacy_destruction (" XH_COLUMNS
                           ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                           "?14, ?15, ?16, ?17, ?18)"};
constexpr Query save_one{
    "privacy.save_destruction",
    "UPDATE privacy_destruction SET state = ?3, confirmed_by = ?4, begun_at = ?5, "
    "finished_at = ?6, cursor_person = ?7, people = ?8, records = ?9, kept = ?10, "
    "list_digest = ?11, statement = ?12, signature = ?13 WHERE id = ?1 AND state = ?2"};
constexpr Query remove_one{"privacy.remove_destruction",
                           "DELETE FROM privacy_destruction WHERE id = ?1"};
constexpr Query find_one{"privacy.find_destruction",
                         "SELECT " XH_COLUMNS " FROM privacy_destruction WHERE id = ?1"};
constexpr Query list_all{"privacy.list_destructions",
                         "SELECT " XH_COLUMNS
                         " FROM privacy_destruction WHERE (CAST(?1 AS TEXT) = '' OR id < ?1) "
                         "ORDER BY id DESC LIMIT ?2"};
constexpr Query list_unfinished{"privacy.unfinished_destructions",
                                "SELECT " XH_COLUMNS
                                " FROM privacy_destruction WHERE purpose = ?1 "
                                "AND state IN ('proposed', 'running') ORDER BY id"};

}  // namespace

Done insert(Tx& tx, const Destruction& d) {
    XH_DO(tx.exec(insert_one, d.id, d.purpose, d.cause, d.state, d.basis, d.reason, d.proposed_by,
                  d.proposed_at, d.confirmed_by, d.begun_at, d.finished_at, d.cursor, d.people,
                  d.records, d.kept, d.list_digest, d.statement, d.signature));
    return {};
}

Done save(Tx& tx, const Destruction& d, DestructionState was) {
    XH_TRY(changed,
           tx.exec(save_one, d.id, was, d.state, d.confirmed_by, d.begun_at, d.finished_at,
                   d.cursor, d.people, d.records, d.kept, d.list_digest, d.statement, d.signature));
    return changed == 1 ? Done{} : Done{fail(ErrorCode::conflict, "privacy.not_proposed")};
}

Done remove(Tx& tx, DestructionId id) {
    XH_DO(tx.exec(remove_one, id));
    return {};
}

Result<std::optional<Destruction>> find(Tx& tx, DestructionId id) {
    return tx.row<Destruction>(find_one, id);
}

Result<std::vector<Destruction>> list(Tx& tx, std::string_view after, int limit) {
    return tx.rows<Destruction>(list_all, after, limit);
}

Result<std::vector<Destruction>> unfinished(Tx& tx, Purpose purpose) {
    return tx.rows<Destruction>(list_unfinished, purpose);
}

}  // namespace xiuhua::privacy::store
