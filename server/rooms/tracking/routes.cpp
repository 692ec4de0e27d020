#include "rooms/tracking/routes.hpp"

#include "platform/host/services.hpp"
#include "rooms/tracking/actions.hpp"
#include "rooms/tracking/permissions.hpp"

namespace xiuhua::tracking {
namespace {

// Where phones reach this office: the configured address, else the one that the browser used.
std::string base_url(const Services& services, const Request& request) {
    if (!services.config.http.public_url.empty()) {
        std::string url = services.config.http.public_url;
        while (url.ends_with('/')) {
            url.pop_back();
        }
        return url;
    }
    const std::string_view host = request.header("host");
    return "http://" + (host.empty() ? services.config.http.address + ":" +
                                           std::to_string(services.config.http.port)
                                     : std::string{host});
}

// POST /api/tracking/orders/{id}/…
template <typename Form, typename View>
void order_act(Router& router, std::string_view route, const Permission& permission,
               Result<View> (*act)(Context&, OrderId, const Form&)) {
    router.act<Form, View>(
        route, permission,
        [act](Context& context, const Request& request, const Form& form) -> Result<View> {
            XH_TRY(order, request.path_id<OrderId>("id"));
            return act(context, order, form);
        });
}
template <typename View>
void order_look(Router& router, std::string_view route, const Permission& permission,
                Result<View> (*look)(Context&, OrderId)) {
    router.view<Nothing, View>(
        route, permission,
        [look](Context& context, const Request& request, const Nothing&) -> Result<View> {
            XH_TRY(order, request.path_id<OrderId>("id"));
            return look(context, order);
        });
}

void add_credential_routes(Router& router) {
    Services& services = router.services();
    router.act<CredentialForm, CredentialIssued>(
        "POST /api/tracking/orders/{id}/credential", permissions::manage,
        [&services](Context& context, const Request& request,
                    const CredentialForm& form) -> Result<CredentialIssued> {
            XH_TRY(order, request.path_id<OrderId>("id"));
            return issue_credential(context, order, form, base_url(services, request));
        });
    order_look(router, "GET /api/tracking/orders/{id}/credential", permissions::manage,
               credential_of);
    order_act(router, "POST /api/tracking/orders/{id}/credential/withdrawal", permissions::manage,
              withdraw_credential);
}

// A file that leaves the office: written to the log in the same transaction that reads it.
void export_route(Router& router, std::string_view route, TrackFormat format,
                  std::string_view type) {
    Services& services = router.services();
    router.raw<TrackExportRequest, Nothing, Nothing>(
        route, permissions::export_track,
        [&services, format, type](const Request& request,
                                  const Viewer& viewer) -> Result<Response> {
            XH_TRY(order, request.path_id<OrderId>("id"));
            XH_TRY(wanted, json::parse_parameters<TrackExportRequest>(request.query));
            XH_TRY(file, services.db.write([&](Tx& tx) {
                Context context{tx, viewer, services, services.clock.now(), request.request_id};
                return export_track(context, order, wanted, format);
            }));
            Response response;
            response.content_type = std::string{type};
            response.body = std::move(file);
            response.headers.emplace_back(
                "Content-Disposition", std::string{"attachment; filename=\"track."} +
                                           (format == TrackFormat::gpx ? "gpx" : "geojson") + "\"");
            return response;
        },
        {.answer_type = type});
}

void add_track_routes(Router& router) {
    order_act(router, "POST /api/tracking/orders/{id}/track", permissions::track, open_track);
    order_look(router, "GET /api/tracking/orders/{id}/track", permissions::track, look_at_track);
    export_route(router, "GET /api/tracking/orders/{id}/track.gpx", TrackFormat::gpx,
                 "application/gpx+xml");
    export_route(router, "GET /api/tracking/orders/{id}/track.geojson", TrackFormat::geojson,
                 "application/geo+json");
}

void add_fence_routes(Router& router) {
    router.view<HomeFilter, Page<HomeRow>>(
        "GET /api/tracking/homes", permissions::homes,
        [](Context& context, const Request&, const HomeFilter& filter) {
            return list_homes(context, filter);
        });
    order_look(router, "GET /api/tracking/orders/{id}/fence", permissions::homes, fence_of);
    router.act<FenceForm, FenceView>(
        "PUT /api/tracking/orders/{id}/fence", permissions::manage,
        [](Context& context, const Request& request, const FenceForm& form) -> Result<FenceView> {
            XH_TRY(order, request.path_id<OrderId>("id"));
            return set_fence(context, order, form);
        });
    order_look(router, "GET /api/tracking/orders/{id}/errands", permissions::errands, errands_of);
    order_act(router, "POST /api/tracking/orders/{id}/errands", permissions::manage, ask_errand);
    router.act<ErrandDecisionForm, ErrandView>(
        "POST /api/tracking/errands/{id}/decision", permissions::decide,
        [](Context& context, const Request& request,
           const ErrandDecisionForm& form) -> Result<ErrandView> {
            XH_TRY(id, request.path_id<ErrandId>("id"));
            return decide_errand(context, id, form);
        });
}

void add_alert_routes(Router& router) {
    router.view<TrackingAlertFilter, Page<TrackingAlertRow>>(
        "GET /api/tracking/alerts", permissions::alert,
        [](Context& context, const Request&, const TrackingAlertFilter& filter) {
            return list_alerts(context, filter);
        });
    router.act<Nothing, TrackingAlertRow>(
        "POST /api/tracking/alerts/{id}/acknowledgement", permissions::alert,
        [](Context& context, const Request& request, const Nothing&) -> Result<TrackingAlertRow> {
            XH_TRY(id, request.path_id<AlertId>("id"));
            return acknowledge_alert(context, id);
        });
    router.act<LadderStepForm, TrackingAlertRow>(
        "POST /api/tracking/alerts/{id}/steps", permissions::alert,
        [](Context& context, const Request& request,
           const LadderStepForm& form) -> Result<TrackingAlertRow> {
            XH_TRY(id, request.path_id<AlertId>("id"));
            return log_ladder_step(context, id, form);
        });
    router.act<FindingForm, TrackingAlertRow>(
        "POST /api/tracking/alerts/{id}/finding", permissions::alert,
        [](Context& context, const Request& request,
           const FindingForm& form) -> Result<TrackingAlertRow> {
            XH_TRY(id, request.path_id<AlertId>("id"));
            return close_alert(context, id, form);
        });
    router.view<Nothing, FalseAlarms>(
        "GET /api/tracking/false-alarms", permissions::oversight,
        [](Context& context, const Request&, const Nothing&) { return false_alarms(context); });
}

}  // namespace

void add_office_routes(Router& router) {
    add_credential_routes(router);
    add_track_routes(router);
    add_fence_routes(router);
    add_alert_routes(router);
    router.view<CertificateFilter, Page<CertificateView>>(
        "GET /api/tracking/certificates", permissions::oversight,
        [](Context& context, const Request&, const CertificateFilter& filter) {
            return list_certificates(context, filter);
        });
    router.view<Nothing, CertificateView>(
        "GET /api/tracking/certificates/{id}", permissions::oversight,
        [](Context& context, const Request& request, const Nothing&) -> Result<CertificateView> {
            XH_TRY(id, request.path_id<CertificateId>("id"));
            return look_at_certificate(context, id);
        });
}

void add_own_routes(Router& router) {
    router.view<Nothing, OwnTrackingView>(
        "GET /api/tracking/me", permissions::own,
        [](Context& context, const Request&, const Nothing&) { return own_tracking(context); });
    router.act<DeviceStates, StatesHeard>(
        "POST /api/tracking/me/states", permissions::own,
        [](Context& context, const Request&, const DeviceStates& heard) {
            return hear_states(context, heard);
        });
    router.act<ErrandForm, ErrandView>(
        "POST /api/tracking/me/errands", permissions::own,
        [](Context& context, const Request&, const ErrandForm& form) {
            return ask_own_errand(context, form);
        });
    router.act<OwnAnswer, OwnTrackingView>(
        "POST /api/tracking/me/answers", permissions::own,
        [](Context& context, const Request&, const OwnAnswer& answer) {
            return answer_alert(context, answer);
        });
}

}  // namespace xiuhua::tracking
