#include "rooms/access/store_ways.hpp"

namespace xiuhua::access::store {
namespace {

#define ACCESS_IDENTITY_COLUMNS "id, user_id, issuer, subject, linked_at, linked_by, last_used_at"
#define ACCESS_PASSKEY_COLUMNS                                                           \
    "id, user_id, credential_id, algorithm, public_key, sign_count, label, created_at, " \
    "last_used_at"

constexpr Query insert_one_identity{
    "access.insert_identity",
    "INSERT INTO access_identity (id, user_id, issuer, subject, linked_at, linked_by) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"};
constexpr Query find_by_subject{"access.find_identity",
                                "SELECT " ACCESS_IDENTITY_COLUMNS
                                " FROM access_identity WHERE issuer = ?1 AND subject = ?2"};
constexpr Query find_identities{"access.identities_of",
                                "SELECT " ACCESS_IDENTITY_COLUMNS
                                " FROM access_identity WHERE user_id = ?1 ORDER BY linked_at"};
constexpr Query delete_one_identity{"access.delete_identity",
                                    "DELETE FROM access_identity WHERE user_id = ?1 AND id = ?2"};
constexpr Query delete_all_identities{"access.delete_identities",
                                      "DELETE FROM access_identity WHERE user_id = ?1"};
constexpr Query update_identity_used{"access.set_identity_used",
                                     "UPDATE access_identity SET last_used_at = ?2 WHERE id = ?1"};

constexpr Query insert_one_passkey{
    "access.insert_passkey",
    "INSERT INTO access_passkey (id, user_id, credential_id, algorithm, public_key, sign_count, "
    "label, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};
constexpr Query find_by_credential{"access.find_passkey",
                                   "SELECT " ACCESS_PASSKEY_COLUMNS
                                   " FROM access_passkey WHERE credential_id = ?1"};
constexpr Query find_passkeys{"access.passkeys_of",
                              "SELECT " ACCESS_PASSKEY_COLUMNS
                              " FROM access_passkey WHERE user_id = ?1 ORDER BY created_at"};
constexpr Query delete_one_passkey{"access.delete_passkey",
                                   "DELETE FROM access_passkey WHERE user_id = ?1 AND id = ?2"};
constexpr Query delete_all_passkeys{"access.delete_passkeys",
                                    "DELETE FROM access_passkey WHERE user_id = ?1"};
constexpr Query update_passkey_used{"access.set_passkey_used",
                                    "UPDATE access_passkey SET sign_count = ?3, last_used_at = ?4 "
                                    "WHERE id = ?1 AND sign_count = ?2"};

constexpr Query insert_one_challenge{
    "access.use_challenge",
    "INSERT INTO access_challenge (digest, user_id, ends_at) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (digest) DO NOTHING"};
constexpr Query delete_old_challenges{"access.delete_old_challenges",
                                      "DELETE FROM access_challenge WHERE ends_at <= ?1"};

}  // namespace

Done insert_identity(Tx& tx, const Identity& identity) {
    XH_DO(tx.exec(insert_one_identity, identity.id, identity.user, identity.issuer,
                  identity.subject, identity.linked_at, identity.linked_by));
    return {};
}
Result<std::optional<Identity>> find_identity(Tx& tx, const ForeignName& name) {
    return tx.row<Identity>(find_by_subject, name.issuer, name.subject);
}
Result<std::vector<Identity>> identities_of(Tx& tx, UserId user) {
    return tx.rows<Identity>(find_identities, user);
}
Result<std::int64_t> delete_identity(Tx& tx, UserId user, IdentityId id) {
    return tx.exec(delete_one_identity, user, id);
}
Done delete_identities(Tx& tx, UserId user) {
    XH_DO(tx.exec(delete_all_identities, user));
    return {};
}
Done set_identity_used(Tx& tx, IdentityId id, Instant at) {
    XH_DO(tx.exec(update_identity_used, id, at));
    return {};
}

Done insert_passkey(Tx& tx, const Passkey& passkey) {
    XH_DO(tx.exec(insert_one_passkey, passkey.id, passkey.user, passkey.credential_id,
                  passkey.algorithm, passkey.public_key, passkey.sign_count, passkey.label,
                  passkey.created_at));
    return {};
}
Result<std::optional<Passkey>> find_passkey(Tx& tx, std::string_view credential_id) {
    return tx.row<Passkey>(find_by_credential, credential_id);
}
Result<std::vector<Passkey>> passkeys_of(Tx& tx, UserId user) {
    return tx.rows<Passkey>(find_passkeys, user);
}
Result<std::int64_t> delete_passkey(Tx& tx, UserId user, PasskeyId id) {
    return tx.exec(delete_one_passkey, user, id);
}
Result<std::int64_t> delete_passkeys(Tx& tx, UserId user) {
    return tx.exec(delete_all_passkeys, user);
}
Result<bool> set_passkey_used(Tx& tx, PasskeyId id, const PasskeyCount& count, Instant at) {
    XH_TRY(changed, tx.exec(update_passkey_used, id, count.before, count.after, at));
    return changed == 1;
}

Result<bool> use_challenge(Tx& tx, std::string_view digest, std::optional<UserId> user,
                           Instant ends_at) {
    XH_TRY(used, tx.exec(insert_one_challenge, digest, user, ends_at));
    return used == 1;
}
Done delete_challenges_over(Tx& tx, Instant now) {
    XH_DO(tx.exec(delete_old_challenges, now));
    return {};
}

}  // namespace xiuhua::access::store
