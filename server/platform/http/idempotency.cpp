#include "platform/http/idempotency.hpp"

#include <algorithm>

namespace xiuhua::idempotency {
namespace {

constexpr std::string_view sealed_as = "idempotency.answer";

struct Remembered {
    std::string route, request;
    Bytes answer;
};
BOOST_DESCRIBE_STRUCT(Remembered, (), (route, request, answer))

constexpr Query find_key{
    "http.find_key",
    "SELECT route, request, answer FROM idempotency WHERE user_id = ?1 AND key = ?2"};
constexpr Query claim_key{
    "http.claim_key",
    "INSERT INTO idempotency (user_id, key, route, request, status, answer, at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (user_id, key) DO NOTHING"};
// Written as an insert that always meets the claim: an UPDATE would read the index for it.
constexpr Query remember_key{
    "http.remember_key",
    "INSERT INTO idempotency (user_id, key, route, request, status, answer, at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (user_id, key) DO UPDATE SET "
    "status = excluded.status, answer = excluded.answer"};
constexpr Query purge_keys{"http.purge_keys", "DELETE FROM idempotency WHERE at < ?1"};

}  // namespace

bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= key_characters_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<std::optional<std::string>> claim(Tx& tx, const Vault& vault, const Act& act, Instant now) {
    XH_TRY(claimed, tx.exec(claim_key, act.user, act.key, act.route, act.request, 0, Bytes{}, now));
    if (claimed == 1) {
        return std::nullopt;
    }
    XH_TRY(found, tx.row<Remembered>(find_key, act.user, act.key));
    if (!found) {
        return fail(ErrorCode::unavailable, "db.busy", {}, "a claimed key was purged meanwhile");
    }
    if (found->route != act.route || found->request != act.request) {
        return fail(ErrorCode::conflict, "request.key_reused");
    }
    XH_TRY(answer, vault.open_own(sealed_as, found->answer));
    return std::optional<std::string>{std::move(answer)};
}

Done remember(Tx& tx, const Vault& vault, const Act& act, std::string_view answer, Instant now) {
    XH_DO(tx.exec(remember_key, act.user, act.key, act.route, act.request, 200,
                  vault.seal_own(sealed_as, answer), now));
    return {};
}

Result<std::int64_t> purge(Tx& tx, Instant now) {
    return tx.exec(purge_keys, now - kept);
}

}  // namespace xiuhua::idempotency
