#pragma once
// What tracking's actions share: the policy in force, sealed places, and the one way a change is told.
#include "platform/audit/audit.hpp"
#include "platform/crypto/vault.hpp"
#include "platform/host/services.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/tracking/actions.hpp"
#include "rooms/tracking/live_codec.hpp"
#include "rooms/tracking/rules.hpp"
#include "rooms/tracking/store.hpp"

namespace xiuhua::tracking {

using Policy = policy::InForce<TrackingPolicy>;
Result<Policy> tracking_policy(Context& context);

inline constexpr std::string_view fence_column = "tracking_watch.fence";
inline constexpr std::string_view place_column = "tracking_live.place";
inline constexpr std::string_view errand_column = "tracking_errand.reason";
inline constexpr std::string_view secret_column = "tracking_watch.secret";

// What open_place() answers, by a key at hand.
Result<std::string> open_place(PersonKey& key, std::string_view column, const Bytes& sealed);
template <typename T>
Result<T> open_as(PersonKey& key, std::string_view column, const std::optional<Bytes>& sealed) {
    if (!sealed) {
        return T{};
    }
    XH_TRY(text, open_place(key, column, *sealed));
    return text.empty() ? Result<T>{T{}} : json::parse<T>(text);
}
// The fence's state and the newest points; the default when nothing is sealed, or can be opened any more.
Result<LiveRecord> open_live(PersonKey& key, const std::optional<Bytes>& sealed);
Result<LiveRecord> open_live(Context& context, PersonId person, const std::optional<Bytes>& sealed);
Result<Bytes> seal_live(Context& context, PersonId person, const LiveRecord& live);
Result<Bytes> seal_place(Context& context, PersonId person, std::string_view column,
                         std::string_view text);
// Empty when the person's key has been destroyed: the record stays, its places are gone.
Result<std::string> open_place(Context& context, PersonId person, std::string_view column,
                               const Bytes& sealed);
// The default value when nothing is sealed, or can be opened any more.
template <typename T>
Result<T> open_as(Context& context, PersonId person, std::string_view column,
                  const std::optional<Bytes>& sealed) {
    return open_as<T>(*context.services.vault.key_of(context.tx, person, Purpose::tracking), column,
                      sealed);
}

// Of this viewer's areas: `not_found` tracking.no_watch, with the same words for "not yours".
Result<Watch> watch_in_scope(Context& context, OrderId order);
Result<isolation::OrderDetails> active_order_in_scope(Context& context, OrderId order);

// ---- how a change is told
Done audit_watch(Context& context, const Watch& watch, std::string_view action,
                 std::string_view reason = {}, std::map<std::string, std::string> facts = {});
Done tell_watch(Context& context, const Watch& watch, std::string_view kind);
Done tell_home(Context& context, const store::Heard& phone);
Done tell_alert(Context& context, const TrackingAlert& alert);

// ---- verdicts (actions_alerts.cpp)
// Takes over a verdict: when it differs from the one known, screens are told, and leaving home asks somebody to look.
// Changes `phone.live`, which the caller saves.
Done take_verdict(Context& context, store::Heard& phone, FenceVerdict verdict, Instant since,
                  const Policy& policy);
// Raises the alert or adds an occasion to the open one.
Done raise_alert(Context& context, store::Heard& phone, isolation::PositionAlertKind kind,
                 Instant since, const Policy& policy);
// Takes over what isolation's list says of the alert.
Done sync_alert(Context& context, AlertId id);
Result<std::vector<TrackingAlertRow>> alert_rows_of(Context& context, OrderId order);

// ---- errands (actions_fence.cpp)
Result<std::vector<ErrandView>> errand_views_of(Context& context, OrderId order, PersonId person);

}  // namespace xiuhua::tracking
