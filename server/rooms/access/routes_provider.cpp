#include "rooms/access/actions_provider.hpp"
#include "rooms/access/permissions.hpp"
#include "rooms/access/routes.hpp"

namespace xiuhua::access {
namespace {

constexpr std::string_view trip_cookie = "xiuhua_provider";
constexpr std::string_view trip_path = "/api/access/provider";

struct WaysIn {
    std::optional<std::string> provider;  // What its button says.
    bool passkeys = false;
};
BOOST_DESCRIBE_STRUCT(WaysIn, (), (provider, passkeys))
struct ProviderWish {
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ProviderWish, (), (next))
struct ProviderAddress {
    std::string address;  // Where the browser goes now.
};
BOOST_DESCRIBE_STRUCT(ProviderAddress, (), (address))
// A provider may add what it likes to the address; only the known words are read.
std::string parameter(const Request& request, std::string_view name) {
    for (const auto& [known, value] : request.query) {
        if (known == name) {
            return value;
        }
    }
    return {};
}

// Lax: it must come along when the provider's page sends the browser back.
std::string trip_cookie_text(const std::string& sealed, bool secure) {
    const std::chrono::seconds lives = sealed.empty() ? std::chrono::seconds{0} : trip_time;
    std::string text = std::string{trip_cookie} + "=" + sealed;
    text += "; Path=" + std::string{trip_path} +
            "; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(lives.count());
    return secure ? text + "; Secure" : text;
}

Response redirection(std::string address) {
    Response response;
    response.status = 302;
    response.headers.emplace_back("Location", std::move(address));
    return response;
}

class ProviderRoutes {
  public:
    explicit ProviderRoutes(Router& router)
        : router_(router),
          services_(router.services()),
          provider_(services_.config.oidc,
                    services_.config.http.public_url + std::string{trip_path} + "/callback",
                    oidc::curl_fetch(services_.config.oidc.certificates)) {}

    Result<Response> begin(const Request& request, std::string next) {
        XH_DO(check_provider());
        return sent_off(request, begin_trip(services_, provider_, {std::move(next), std::nullopt}));
    }

    Result<Response> link(const Request& request, const Viewer& viewer) {
        XH_DO(check_provider());
        XH_TRY(form, json::parse<LinkForm>(request.body));
        return sent_off(request, begin_link(services_, provider_, viewer, form));
    }

    // A page, not an answer: whatever happened, the browser goes on to one of ours that says so.
    Response callback(const Request& request) {
        auto arrived = try_arrive(request);
        if (!arrived) {
            Response response = redirection("/desk/login?fault=" + arrived.error().key);
            set_trip(request, response, {});
            return response;
        }
        Response response = redirection(arrived->sealed.empty() ? "/desk" + arrived->next
                                                                : "/desk/login?step=code");
        set_trip(request, response, arrived->sealed);
        if (arrived->outcome) {
            response.headers.emplace_back(
                "Set-Cookie", session_cookie_text(arrived->outcome->session,
                                                  is_secure(request, services_.config)));
        }
        return response;
    }

    Result<Response> code(const Request& request) {
        XH_DO(check_own_page(request));
        XH_TRY(command, json::parse<ProviderCode>(request.body));
        const auto outcome = finish_trip(services_, {request.cookie(trip_cookie), command.code,
                                                     request.remote, request.header("user-agent")});
        Response response = entered(router_, request, outcome);
        if (outcome) {
            set_trip(request, response, {});
        }
        return response;
    }

  private:
    Done check_provider() const {
        if (services_.config.oidc.issuer.empty()) {
            return fail(ErrorCode::not_found, "access.no_provider");
        }
        return {};
    }
    Result<Response> sent_off(const Request& request, Result<TripBegun> begun) {
        if (!begun) {
            return fail(std::move(begun.error()));
        }
        Response response;
        response.body = json::write(ProviderAddress{std::move(begun->address)});
        set_trip(request, response, begun->sealed);
        return response;
    }
    Result<Arrived> try_arrive(const Request& request) {
        XH_DO(check_provider());
        Comeback comeback;
        comeback.sealed = request.cookie(trip_cookie);
        const std::string refusal = parameter(request, "error");
        comeback.refusal = refusal;
        comeback.returned = {parameter(request, "code"), parameter(request, "state"),
                             parameter(request, "iss")};
        comeback.user_agent = request.header("user-agent");
        return arrive(services_, provider_, comeback);
    }
    void set_trip(const Request& request, Response& response, const std::string& sealed) {
        response.headers.emplace_back(
            "Set-Cookie", trip_cookie_text(sealed, is_secure(request, services_.config)));
    }

    Router& router_;
    Services& services_;
    oidc::Provider provider_;
};

void add_trip_routes(Router& router) {
    const auto routes = std::make_shared<ProviderRoutes>(router);
    router.raw<Nothing, ProviderWish, ProviderAddress>(
        "POST /api/access/provider/begin", Access::anyone(),
        [routes](const Request& request, const Viewer&) -> Result<Response> {
            XH_DO(check_own_page(request));
            XH_TRY(wish, json::parse<ProviderWish>(request.body));
            return routes->begin(request, wish.next.value_or("/"));
        });
    router.raw<Nothing, LinkForm, ProviderAddress>(
        "POST /api/access/provider/link", Access::signed_in(),
        [routes](const Request& request, const Viewer& viewer) {
            return routes->link(request, viewer);
        });
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/access/provider/callback", Access::anyone(),
        [routes](const Request& request, const Viewer&) -> Result<Response> {
            return routes->callback(request);
        },
        {.answer_type = "text/html"});
    router.raw<Nothing, ProviderCode, SessionView>(
        "POST /api/access/provider/code", Access::anyone(),
        [routes](const Request& request, const Viewer&) { return routes->code(request); });
}

}  // namespace

void add_provider_routes(Router& router) {
    add_trip_routes(router);
    router.view<Nothing, WaysIn>(
        "GET /api/access/ways-in", Access::anyone(),
        [](Context& context, const Request&, const Nothing&) -> Result<WaysIn> {
            const Config& config = context.services.config;
            WaysIn ways;
            if (!config.oidc.issuer.empty()) {
                ways.provider = config.oidc.name;
            }
            ways.passkeys = crypto::passkey_site(config.http.public_url).has_value();
            return ways;
        });
    router.view<Nothing, std::vector<IdentityRow>>(
        "GET /api/access/identities", Access::signed_in(),
        [](Context& context, const Request&, const Nothing&) {
            return list_identities(context, context.viewer.user);
        });
    router.act<Nothing, Nothing>(
        "POST /api/access/identities/{id}/removal", Access::signed_in(),
        [](Context& context, const Request& request, const Nothing&) -> Result<Nothing> {
            XH_TRY(id, request.path_id<IdentityId>("id"));
            return unlink_identity(context, context.viewer.user, id);
        });
    router.view<Nothing, std::vector<IdentityRow>>(
        "GET /api/access/users/{id}/identities", manage_users,
        [](Context& context, const Request& request,
           const Nothing&) -> Result<std::vector<IdentityRow>> {
            XH_TRY(id, request.path_id<UserId>("id"));
            return list_identities(context, id);
        });
    router.act<IdentityForm, IdentityRow>("POST /api/access/users/{id}/identities", manage_users,
                                          [](Context& context, const Request& request,
                                             const IdentityForm& form) -> Result<IdentityRow> {
                                              XH_TRY(id, request.path_id<UserId>("id"));
                                              return link_identity(context, id, form);
                                          });
    router.act<Nothing, Nothing>(
        "POST /api/access/users/{user}/identities/{id}/removal", manage_users,
        [](Context& context, const Request& request, const Nothing&) -> Result<Nothing> {
            XH_TRY(user, request.path_id<UserId>("user"));
            XH_TRY(id, request.path_id<IdentityId>("id"));
            return unlink_identity(context, user, id);
        });
}

}  // namespace xiuhua::access
