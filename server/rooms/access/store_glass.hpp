#pragma once
// SQL on access_break_glass. Whose they are is asked by the caller: the opener's own, or the auditor's all.
#include "platform/db/db.hpp"
#include "rooms/access/model_glass.hpp"

namespace xiuhua::access::store {

// With the areas it opens in scope_area.
Done insert_glass(Tx& tx, const Glass& glass);
Result<std::optional<Glass>> find_glass(Tx& tx, BreakGlassId id);
// The newest of the user's that nobody has ended and whose time is not over.
Result<std::optional<Glass>> open_glass_of(Tx& tx, UserId user, Instant now);
Result<std::int64_t> count_glasses_since(Tx& tx, UserId user, Instant since);
// Closes it and takes its areas out of scope_area; `conflict` access.changed_meanwhile.
Done end_glass(Tx& tx, const Glass& glass);
Done review_glass(Tx& tx, const Glass& glass);
Done count_look(Tx& tx, BreakGlassId id);

struct GlassQuery {
    std::optional<UserId> user;
    bool waiting = false;           // Not looked back at yet.
    std::optional<Instant> before;  // Paging: opened before this, or at it with a smaller id.
    std::optional<BreakGlassId> before_id;
    int limit = 0;
};
// Newest first.
Result<std::vector<Glass>> list_glasses(Tx& tx, const GlassQuery& query);
// Who is told: active accounts with the role.
Result<std::vector<UserId>> users_with_role(Tx& tx, Role role);

}  // namespace xiuhua::access::store
