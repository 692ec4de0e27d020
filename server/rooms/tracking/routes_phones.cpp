// Where phones report. One path for all clients; the answer is what each of them understands as "kept". What can pass
// is 503, never 4xx: OwnTracks on iOS deletes what a 4xx answers.
#include <boost/beast/core/detail/base64.hpp>

#include "adapters/gpslogger/gpslogger.hpp"
#include "adapters/overland/overland.hpp"
#include "adapters/owntracks/owntracks.hpp"
#include "adapters/traccar/traccar.hpp"
#include "platform/host/services.hpp"
#include "rooms/tracking/public.hpp"
#include "rooms/tracking/routes.hpp"

namespace xiuhua::tracking {
namespace {

constexpr std::string_view nothing_to_say = "[]";

// What came in, as far as it can be told before the database is asked.
struct Report {
    positions::Family family = positions::Family::owntracks;
    std::optional<PhoneIdentity> phone;  // Absent: the message itself must name it.
};

std::optional<PhoneIdentity> basic_identity(std::string_view authorization) {
    namespace base64 = boost::beast::detail::base64;
    constexpr std::string_view scheme = "Basic ";
    constexpr std::size_t credential_bytes_max = 512;
    if (!authorization.starts_with(scheme) || authorization.size() > credential_bytes_max) {
        return std::nullopt;
    }
    const std::string_view coded = authorization.substr(scheme.size());
    std::string text(base64::decoded_size(coded.size()), '\0');
    text.resize(base64::decode(text.data(), coded.data(), coded.size()).first);
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    return PhoneIdentity{text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<PhoneIdentity> header_identity(const Request& request) {
    constexpr std::string_view bearer = "Bearer ";
    const std::string_view authorization = request.header("authorization");
    if (authorization.starts_with(bearer)) {
        return identity_of(authorization.substr(bearer.size()));
    }
    return basic_identity(authorization);
}

positions::Message message_of(const Request& request, Instant now) {
    return {request.query, request.header("content-type"), request.body, now};
}

Result<positions::Upload> decode_owntracks(Context& context, const Request& request,
                                           const std::optional<PhoneIdentity>& phone) {
    if (phone && request.body.find("\"encrypted\"") != std::string::npos) {
        XH_TRY(secret, encryption_secret(context, phone->device));
        if (secret) {
            const owntracks::Key key = owntracks::key_from_secret(*secret);
            return owntracks::decode(request.body, &key, context.now);
        }
    }
    return owntracks::decode(request.body, nullptr, context.now);
}

Result<positions::Upload> decode(Context& context, const Request& request, const Report& report) {
    switch (report.family) {
        case positions::Family::owntracks:
            return decode_owntracks(context, request, report.phone);
        case positions::Family::traccar:
            return traccar::decode(message_of(request, context.now));
        case positions::Family::gpslogger:
            return gpslogger::decode(message_of(request, context.now));
        case positions::Family::overland:
            return overland::decode(request.body);
    }
    return fail(ErrorCode::internal, "tracking.unknown_client");
}

PhoneFamily phone_family(positions::Family family) {
    switch (family) {
        case positions::Family::owntracks:
            return PhoneFamily::owntracks;
        case positions::Family::traccar:
            return PhoneFamily::traccar;
        case positions::Family::gpslogger:
            return PhoneFamily::gpslogger;
        case positions::Family::overland:
            return PhoneFamily::overland;
    }
    return PhoneFamily::owntracks;
}

std::string answer_for(positions::Family family, const IngestOutcome& outcome) {
    if (family == positions::Family::overland) {
        return std::string{overland::answer};
    }
    if (family == positions::Family::owntracks && outcome.wants_probe) {
        return owntracks::encode_answer({owntracks::encode_report_location_command()});
    }
    return std::string{nothing_to_say};
}

Result<Response> take(Context& context, const Request& request, const Report& report) {
    XH_TRY(upload, decode(context, request, report));
    const auto phone = report.phone ? report.phone : identity_of(upload.device);
    if (!phone) {
        return fail(ErrorCode::unauthenticated, "tracking.bad_credential");
    }
    XH_TRY(outcome, ingest(context, *phone, phone_family(report.family), upload));
    Response response;
    response.body = answer_for(report.family, outcome);
    return response;
}

// What can be told without the database. The request lives until it is answered.
Result<Router::Act> report(Services& services, const Request& request) {
    if (request.body.empty() && request.query.empty()) {
        return [](Context&) -> Result<Response> {  // A client that tries whether anybody is there.
            Response response;
            response.body = std::string{nothing_to_say};
            return response;
        };
    }
    XH_TRY(family, positions::family_of(message_of(request, services.clock.now())));
    return [&request, report = Report{family, header_identity(request)}](Context& context) {
        return take(context, request, report);
    };
}

}  // namespace

void add_phone_routes(Router& router) {
    Services& services = router.services();
    const RouteOptions options{.body_max = positions::body_bytes_max};
    for (const char* route :
         {"POST /pub", "GET /pub", "POST /api/tracking/positions", "GET /api/tracking/positions"}) {
        router.ingest<Nothing, Nothing, Nothing>(
            route, [&services](const Request& request) { return report(services, request); },
            options);
    }
}

}  // namespace xiuhua::tracking
