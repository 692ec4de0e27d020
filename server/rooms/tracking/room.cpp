#include "platform/host/room.hpp"

#include "rooms/privacy/public.hpp"
#include "rooms/tracking/actions.hpp"
#include "rooms/tracking/permissions.hpp"
#include "rooms/tracking/routes.hpp"
#include "rooms/tracking/routes_map.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::tracking {
namespace {

using std::chrono::minutes;

constexpr std::string_view ground =
    "PIPL 13(1)(3)(4), 28: statutory duty in a public health emergency; Law on Prevention of "
    "Infectious Diseases; Emergency Response Law 85: necessary, proportionate, with an end";
constexpr std::string_view readers =
    "grid worker, community lead, command post: in their areas, with a reason, for a short time; "
    "the person";
constexpr std::string_view ends =
    "with the person's tracking key, policy.tracking.retention_days after the order; certificate";
constexpr PersonalField personal_fields[] = {
    {"tracking_hot.sealed", Purpose::tracking, "positions of the phone while the order runs",
     ground, readers, ends},
    {"tracking_block.sealed", Purpose::tracking, "positions of the phone, by day", ground, readers,
     ends},
    {"tracking_watch.fence", Purpose::tracking, "where the home is, and its fence", ground,
     "grid worker, community lead, command post, in their areas; the person", ends},
    {"tracking_live.place", Purpose::tracking, "the fence's state and the newest position", ground,
     "nobody: the rule alone", ends},
    {"tracking_errand.reason", Purpose::tracking, "why somebody may leave for a while", ground,
     "grid worker, community lead, reviewer, command post, in their areas; the person", ends},
    {"tracking_watch.person_name", Purpose::identity, "list of homes; clear, shown masked", ground,
     "who may see homes, in their areas", "with the event"},
    {"tracking_alert.person_name", Purpose::identity, "list of alerts; clear", ground,
     "who may see alerts, in their areas", "with the event"},
};

// Payloads hold no place. Who may see the row gets it; the person gets their own.
Live::Renderer render_for(const Permission& permission) {
    return
        [permission](const StoredEvent& event, const Viewer& viewer) -> std::optional<std::string> {
            if (viewer.may(permission) && viewer.scope.covers(event.area_code)) {
                return Live::default_rendering(event);
            }
            if (!viewer.may(permissions::own) || viewer.person.is_nil()) {
                return std::nullopt;
            }
            const std::string own = "\"person\":\"" + to_text(viewer.person) + "\"";
            return event.payload.text.find(own) == std::string::npos
                       ? std::nullopt
                       : std::optional{Live::default_rendering(event)};
        };
}

void add_live(Live& live) {
    live.on("tracking.home_changed", render_for(permissions::homes));
    live.on("tracking.alert_changed", render_for(permissions::alert));
    live.on("tracking.errand_changed", render_for(permissions::errands));
    for (const char* kind : {"tracking.credential_issued", "tracking.credential_withdrawn",
                             "tracking.first_report", "tracking.fence_set", "tracking.watch_ended",
                             "tracking.track_opened", "tracking.track_destroyed"}) {
        live.on(kind, render_for(permissions::homes));
    }
}

template <typename Id>
EventHandler by_subject(Done (*act)(Context&, Id)) {
    return [act](Context& context, const StoredEvent& event) -> Done {
        const auto id = parse_uuid(event.subject);
        return id ? act(context, Id{*id})
                  : fail(ErrorCode::internal, "tracking.bad_event", {}, event.kind);
    };
}

Done end_of_event(Context& context, const StoredEvent& event) {
    XH_TRY(destroyed, json::parse<privacy::PersonDestroyed>(event.payload.text));
    return person_destroyed(context, destroyed.person, destroyed.purpose);
}

Done climb(Context& context, const Job& job) {
    const auto id = parse_uuid(job.key);
    return id ? climb_alert(context, AlertId{*id})
              : fail(ErrorCode::internal, "tracking.bad_job", {}, job.kind);
}

Done seal_tracks(Context& context, const Job&) {
    constexpr int at_once_max = 200;  // The writer is not held long; the next run takes the rest.
    XH_TRY(sealed, seal_due(context.tx, context.services.vault, context.now, at_once_max));
    return {};
}

void add_listeners(RoomHost& host) {
    for (const char* kind :
         {"isolation.order_released", "isolation.order_withdrawn", "isolation.order_transferred"}) {
        host.on_event(kind, "tracking.end_watch", by_subject<OrderId>(end_watch));
    }
    host.on_event("isolation.order_reassigned", "tracking.worker_changed",
                  by_subject<OrderId>(worker_changed));
    host.on_event("isolation.alert_closed", "tracking.alert_closed",
                  by_subject<AlertId>(alert_closed));
    host.on_event("privacy.person_destroyed", "tracking.end_of_event", end_of_event);
    host.on_event("tracking.first_report", "tracking.receipt", by_subject<OrderId>(print_receipt));
    host.on_job("tracking.climb_alert", climb);
    host.every("tracking.watch_silence", minutes{1},
               [](Context& context, const Job&) { return watch_silence(context); });
    host.every("tracking.seal_tracks", minutes{10}, seal_tracks);
    host.every("tracking.destroy_tracks", minutes{60},
               [](Context& context, const Job&) { return destroy_due(context); });
}

void join(RoomHost& host) {
    Router& router = host.router();
    add_map_routes(host);
    add_office_routes(router);
    add_own_routes(router);
    add_phone_routes(router);
    add_live(host.services().live);
    add_listeners(host);
    host.personal(personal_fields);
    host.policies().add<TrackingPolicy>(
        "tracking", [](const TrackingPolicy& policy) { return check_policy(policy); });
}

}  // namespace

extern const Room room;
const Room room{"tracking", join};

}  // namespace xiuhua::tracking
