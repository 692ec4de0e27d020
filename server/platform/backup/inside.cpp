#include "platform/audit/audit.hpp"
#include "platform/backup/engine_copy.hpp"

namespace xiuhua::backup {
namespace {

constexpr Query count_migrations{"backup.count_migrations",
                                 "SELECT COUNT(*) FROM schema_migration"};
constexpr Query count_keys{"backup.count_keys", "SELECT COUNT(*) FROM sealing_key"};
constexpr Query find_fingerprint{"backup.find_fingerprint",
                                 "SELECT fingerprint FROM sealing_master WHERE id = 1"};
constexpr Query all_keys{"backup.all_keys",
                         "SELECT person_id, purpose, generation, wrapped, destroyed"
                         " FROM sealing_key ORDER BY person_id, purpose, generation"};
constexpr Query put_key{
    "backup.put_key",
    "INSERT INTO sealing_key (person_id, purpose, generation, wrapped, destroyed)"
    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (person_id, purpose, generation) DO UPDATE"
    " SET wrapped = excluded.wrapped, destroyed = excluded.destroyed"
    " WHERE sealing_key.destroyed = 0"};

}  // namespace

Result<Inside> look_inside(Tx& tx, const std::function<Done(const KeyRow&)>& each_key) {
    Inside inside;
    XH_TRY(migrations, tx.row<std::int64_t>(count_migrations));
    XH_TRY(keys, tx.row<std::int64_t>(count_keys));
    XH_TRY(fingerprint, tx.row<std::string>(find_fingerprint));
    XH_TRY(chain, audit::verify(tx));
    inside.migrations = migrations.value_or(0);
    inside.keys = keys.value_or(0);
    inside.master_fingerprint = fingerprint.value_or("");
    inside.audit_entries = chain.entries;
    inside.audit_head = chain.head;
    inside.broken_at = chain.broken_at;
    if (each_key) {
        Done done;
        XH_DO(tx.each<KeyRow>(all_keys, [&](KeyRow&& row) {
            if (done) {
                done = each_key(row);
            }
        }));
        XH_DO(done);
    }
    return inside;
}

Result<std::int64_t> put_keys(Tx& tx, const std::vector<KeyRow>& keys) {
    std::int64_t open = 0;
    for (const KeyRow& key : keys) {
        XH_DO(tx.exec(put_key, key.person_id, key.purpose, key.generation, key.wrapped,
                      key.destroyed));
        open += key.destroyed == 0 ? 1 : 0;
    }
    return open;
}

}  // namespace xiuhua::backup
