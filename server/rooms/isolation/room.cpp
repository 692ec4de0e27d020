#include "platform/host/room.hpp"

#include "rooms/isolation/actions_bulk.hpp"
#include "rooms/isolation/actions_calendar.hpp"
#include "rooms/isolation/actions_messages.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/routes.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::chrono::minutes forget_looks_at{30};  // Past midnight: yesterday's are done with.
constexpr std::chrono::minutes purge_bulks_at{40};
constexpr std::string_view ground =
    "PIPL 13(1)(3)(4), 28: statutory duty in a public health emergency; Law on Prevention of "
    "Infectious Diseases";
constexpr std::string_view readers =
    "grid worker, community lead, medic, reviewer, command post, in their areas; the person";
constexpr std::string_view message_readers =
    "grid worker, community lead, medic, reviewer, command post, in their areas; the person; the "
    "guardian in the same household";
constexpr std::string_view ends =
    "retention: health - days after the person's last order, at the latest with the event";
constexpr std::string_view names_end = "retention: identity - with the event";
constexpr PersonalField personal_fields[] = {
    {"isolation_screening.answers", Purpose::health, "screening decision and its reasons", ground,
     readers, ends},
    {"isolation_order.reason", Purpose::health, "why the order was made", ground, readers, ends},
    {"isolation_history.reason", Purpose::health, "why a decision was made", ground, readers, ends},
    {"isolation_report.health", Purpose::health, "temperature, symptoms, mood of each day", ground,
     readers, ends},
    {"isolation_visit.words", Purpose::health, "what a visit found", ground, readers, ends},
    {"isolation_alert.note", Purpose::health, "what was found behind an alert", ground, readers,
     ends},
    {"isolation_message.words", Purpose::health, "what the office wrote to the person", ground,
     message_readers, ends},
    {"isolation_order.person_name", Purpose::identity, "ledger of orders; clear, searchable",
     ground, "who may see orders, in their areas", names_end},
    {"isolation_screening.person_name", Purpose::identity, "list of screenings; clear", ground,
     "who screens, in their areas", names_end},
    {"isolation_alert.person_name", Purpose::identity, "list of alerts; clear", ground,
     "who may see alerts, in their areas", names_end},
};

// Payloads hold nothing personal, so who may see the row gets it as it is; the person gets their own.
std::optional<std::string> live_frame(const StoredEvent& event) {
    return R"({"kind":")" + event.kind + R"(","subject":")" + event.subject + R"(","payload":)" +
           event.payload.text + "}";
}

Live::Renderer render_for(const Permission& permission) {
    return
        [permission](const StoredEvent& event, const Viewer& viewer) -> std::optional<std::string> {
            if (viewer.may(permission) && viewer.scope.covers(event.area_code)) {
                return live_frame(event);
            }
            return std::nullopt;
        };
}

std::optional<std::string> render_order(const StoredEvent& event, const Viewer& viewer) {
    if (viewer.may(permissions::read) && viewer.scope.covers(event.area_code)) {
        return live_frame(event);
    }
    if (viewer.may(permissions::own) && !viewer.person.is_nil()) {
        const auto patch = json::parse<OrderPatch>(event.payload.text);
        if (patch && patch->person == viewer.person) {
            return live_frame(event);
        }
    }
    return std::nullopt;
}

// To whose page a message belongs stands in it: the person's, and the guardian's if there is one.
std::optional<std::string> render_message(const StoredEvent& event, const Viewer& viewer) {
    if (viewer.may(permissions::read) && viewer.scope.covers(event.area_code)) {
        return live_frame(event);
    }
    if (!viewer.may(permissions::own) || viewer.person.is_nil()) {
        return std::nullopt;
    }
    const auto patch = json::parse<MessagePatch>(event.payload.text);
    const bool own = patch && (patch->person == viewer.person || patch->guardian == viewer.person);
    return own ? live_frame(event) : std::nullopt;
}

// Progress of an act on many orders, for whoever asked for it.
std::optional<std::string> render_bulk(const StoredEvent& event, const Viewer& viewer) {
    const auto patch = json::parse<BulkPatch>(event.payload.text);
    if (!patch || patch->made_by != viewer.user) {
        return std::nullopt;
    }
    return live_frame(event);
}

void add_live(Live& live) {
    live.on("isolation.bulk_changed", render_bulk);
    for (const char* kind :
         {"isolation.order_made", "isolation.order_confirmed", "isolation.order_refused",
          "isolation.order_extended", "isolation.order_transferred", "isolation.order_withdrawn",
          "isolation.order_released", "isolation.order_reassigned", "isolation.order_paper_made",
          "isolation.order_changed", "isolation.report_filed", "isolation.report_withdrawn",
          "isolation.visit_logged"}) {
        live.on(kind, render_order);
    }
    for (const char* kind : {"isolation.message_sent", "isolation.message_delivered",
                             "isolation.message_read", "isolation.message_withdrawn"}) {
        live.on(kind, render_message);
    }
    for (const char* kind : {"isolation.alert_raised", "isolation.alert_escalated",
                             "isolation.alert_acknowledged", "isolation.alert_closed"}) {
        live.on(kind, render_for(permissions::alert));
    }
    live.on("isolation.screening_made", render_for(permissions::read));
}

// A job's key, as schedule() was given it: an id. A key that is none is a fault of ours.
Result<Uuid> key_of(const Job& job) {
    const auto id = parse_uuid(job.key);
    if (!id) {
        return fail(ErrorCode::internal, "isolation.bad_job", {}, job.kind);
    }
    return *id;
}

template <typename Id>
JobHandler by_id(Done (*check)(Context&, Id)) {
    return [check](Context& context, const Job& job) -> Done {
        XH_TRY(id, key_of(job));
        return check(context, Id{id});
    };
}

Done on_document(Context& context, const StoredEvent& event) {
    XH_TRY(payload, json::parse_document(event.payload.text));
    const auto* fields = payload.if_object();
    const auto* order = fields == nullptr ? nullptr : fields->if_contains("order");
    const auto id = order != nullptr && order->is_string()
                        ? parse_uuid({order->get_string().data(), order->get_string().size()})
                        : std::nullopt;
    return id ? papers_changed(context, OrderId{*id}) : Done{};
}

void join(RoomHost& host) {
    add_order_routes(host.router());
    add_daily_routes(host.router());
    add_bulk_routes(host.router());
    add_calendar_routes(host.router());
    add_message_routes(host.router());
    add_export_route(host.router());
    add_live(host.services().live);
    host.personal(personal_fields);
    host.policies().add<ScreeningPolicy>(
        "screening", [](const ScreeningPolicy& policy) { return check_policy(policy); });
    host.policies().add<IsolationPolicy>(
        "isolation", [](const IsolationPolicy& policy) { return check_policy(policy); });
    host.policies().add<AlertsPolicy>(
        "alerts", [](const AlertsPolicy& policy) { return check_policy(policy); });
    host.on_job("isolation.report_check", by_id(check_reports));
    host.on_job("isolation.visit_check", by_id(check_visits));
    host.on_job("isolation.paper_check", by_id(check_papers));
    host.on_job("isolation.days_over", by_id(check_days));
    host.on_job("isolation.escalate_alert", by_id(escalate_alert));
    host.on_job(std::string{bulk_job}, [](Context& context, const Job& job) -> Done {
        XH_TRY(id, key_of(job));
        return run_bulk(context, BulkId{id}, job.tries);
    });
    host.daily("isolation.purge_bulks", purge_bulks_at,
               [](Context& context, const Job&) { return purge_bulks(context); });
    host.daily("isolation.forget_looks", forget_looks_at,
               [](Context& context, const Job&) { return forget_looks(context); });
    for (const char* kind : {"documents.made", "documents.handed_over", "documents.signed"}) {
        host.on_event(kind, "isolation.completeness", on_document);
    }
}

}  // namespace

extern const Room room;
const Room room{"isolation", join};

}  // namespace xiuhua::isolation
