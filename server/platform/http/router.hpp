#pragma once
// Routes with their permission, their shapes and their transaction. Handlers are plain functions; dispatch is a
// function of the request, so tests need no socket.
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/permission.hpp"
#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "platform/http/message.hpp"
#include "platform/json/json.hpp"
#include "platform/json/people.hpp"

namespace xiuhua {

struct Services;  // platform/host/services.hpp

// What an action or a view works with: one transaction, one viewer, one `now`.
struct Context {
    Tx& tx;
    const Viewer& viewer;
    Services& services;
    Instant now;
    std::string request_id;
};

// Who may call a route. A Permission converts; the two others are for what needs none.
struct Access {
    enum class Kind { permission, signed_in, anyone };
    Kind kind = Kind::permission;
    Permission permission{};
    Access(const Permission& p) : permission(p) {}  // NOLINT: the conversion is the point.
    static Access signed_in() { return Access{Kind::signed_in}; }
    static Access anyone() { return Access{Kind::anyone}; }

  private:
    explicit Access(Kind k) : kind(k) {}
};

struct RouteOptions {
    std::size_t body_max = 1 << 20;  // Bytes; more answers 413 request.too_large.
    bool upload = false;             // The body goes to Request::upload, up to 20 MiB.
    bool looks = false;              // A POST that shows and changes nothing (a clear reading).
    bool impersonal = false;         // Shows places or rules, never a person: no look at anybody.
    std::string_view answer_type = "application/json";
};
inline constexpr std::size_t upload_max = 20 << 20;
inline constexpr std::string_view live_pattern =
    "/api/live";  // The event stream; see Response::live_viewer.

// Reading /metrics from elsewhere than this machine, with an API token that names it.
inline constexpr Permission metrics_permission{"platform.metrics",
                                               {Role::administrator, Role::device}};

// Describes a route for the contract, the matrix and the tests.
struct RouteDescription {
    Method method;
    std::string pattern;  // "/api/isolation/orders/{id}/release"
    Access access;
    RouteOptions options;
    // Empty functions where there is no body, no parameters or no JSON answer.
    std::function<boost::json::object(json::Schemas&)> parameters, body, answer;
    // Whom an answer of this route names; empty where its type can name nobody.
    std::function<std::vector<PersonId>(std::string_view answer)> people = {};

    // Whether a break-glass reaches it: what shows and changes nothing. Files, exports and streams do not belong here.
    bool is_look() const {
        return options.looks ||
               (method == Method::get && answer && access.kind == Access::Kind::permission);
    }
};

// Implemented by room `access`: who the request's cookie or token belongs to.
class Authenticator {
  public:
    virtual ~Authenticator() = default;
    // nullopt: nobody. Error: e.g. `unauthenticated` access.session_ended, `forbidden` access.bad_csrf,
    // access.password_change_due (allowed are only the routes that cure it).
    virtual Result<std::optional<Viewer>> viewer_of(const Request& request,
                                                    const RouteDescription& route) = 0;
    // Somebody looked through a break-glass and is about to be shown these people; an Error keeps the answer back.
    virtual Done looked(const Viewer& /*viewer*/, const RouteDescription& /*route*/,
                        const std::vector<PersonId>& /*people*/) {
        return {};
    }
};

class Router {
  public:
    explicit Router(Services& services);
    ~Router();

    // A look: parameters from the query string, one read snapshot.
    //   router.view<OrderFilter, Page<OrderRow>>("GET /api/isolation/orders", read_permission,
    //       [](Context& context, const Request&, const OrderFilter& filter) -> Result<Page<OrderRow>> {…});
    template <typename Parameters, typename View, typename F>
    void view(std::string_view route, Access access, F handler, RouteOptions options = {}) {
        add(describe<Parameters, Nothing, View>(route, access, options),
            [this, handler](const Request& request, const Viewer& viewer) -> Result<Response> {
                XH_TRY(parameters, json::parse_parameters<Parameters>(request.query));
                return look(request, viewer, [&](Context& context) -> Result<Response> {
                    XH_TRY(answer, handler(context, request, parameters));
                    return json_response(json::write(answer));
                });
            });
    }
    // An act: JSON body, one write transaction, answered after its commit. With an Idempotency-Key header the
    // answer is stored in the same transaction, and the same key from the same user gets it again.
    template <typename Command, typename View, typename F>
    void act(std::string_view route, Access access, F handler, RouteOptions options = {}) {
        add(describe<Nothing, Command, View>(route, access, options),
            [this, handler](const Request& request, const Viewer& viewer) -> Result<Response> {
                Command command{};
                if constexpr (!std::is_same_v<Command, Nothing>) {
                    XH_TRY(parsed, json::parse<Command>(request.body));
                    command = std::move(parsed);
                }
                return change(request, viewer, [&](Context& context) -> Result<std::string> {
                    XH_TRY(answer, handler(context, request, command));
                    return json::write(answer);
                });
            });
    }
    // For what fits neither: log-in (slow hashing outside a transaction), files, uploads, streams. Opens its own
    // transactions through services.db. Body and View only describe; the handler parses.
    template <typename Parameters, typename Body, typename View, typename F>
    void raw(std::string_view route, Access access, F handler, RouteOptions options = {}) {
        add(describe<Parameters, Body, View>(route, access, options),
            [handler](const Request& request, const Viewer& viewer) -> Result<Response> {
                return handler(request, viewer);
            });
    }

    // Uploads of phones and devices, by the hundred a second, that prove themselves by a secret in the message:
    // nobody is signed in. `prepare` (const Request&) -> Result<Act> parses and touches no database; what it answers
    // runs in one write transaction, and the answer leaves after its commit. No thread waits for that commit (SQLite).
    using Act = std::function<Result<Response>(Context&)>;
    template <typename Parameters, typename Body, typename View, typename F>
    void ingest(std::string_view route, F prepare, RouteOptions options = {}) {
        add_ingest(describe<Parameters, Body, View>(route, Access::anyone(), options),
                   std::move(prepare));
    }

    void set_authenticator(std::unique_ptr<Authenticator> authenticator);

    // The whole way of one request: match, authenticate, permit, parse, run, render; adds X-Request-Id and the
    // security headers. Never throws. Called on a worker thread.
    Response dispatch(Request& request);
    // Whether dispatch_later() is the way of this request: an ingest route, and a database that only queues.
    bool goes_later(const Request& request) const;
    // The same as dispatch() without waiting: `reply` is called once, perhaps from another thread, perhaps before this
    // returns. `request` must live until then.
    using Reply = std::function<void(Response)>;
    void dispatch_later(Request& request, Reply reply);
    // Whether the request may go on to its body: nothing, or the refusal that dispatch() would answer. Asked before
    // an upload is let onto the disk; the body and `upload` are not looked at.
    std::optional<Response> refuse_early(const Request& request);
    // The route that a method and path belong to, or nullptr; for limits before the body is read.
    const RouteDescription* match(Method method, std::string_view path) const;
    std::vector<const RouteDescription*> routes() const;  // Sorted by pattern, then method.
    // Every permission that a route asks for, once, by name.
    const std::map<std::string, Permission, std::less<>>& permissions() const {
        return permissions_;
    }

    Services& services() { return services_; }

  private:
    using Handler = std::function<Result<Response>(const Request&, const Viewer&)>;
    using Prepare = std::function<Result<Act>(const Request&)>;
    struct Later;

    template <typename Parameters, typename Body, typename View>
    static RouteDescription describe(std::string_view route, const Access& access,
                                     const RouteOptions& options) {
        RouteDescription description = split(route, access, options);
        if constexpr (!std::is_same_v<Parameters, Nothing>) {
            description.parameters = [](json::Schemas& s) { return json::schema<Parameters>(s); };
        }
        if constexpr (!std::is_same_v<Body, Nothing>) {
            description.body = [](json::Schemas& s) { return json::schema<Body>(s); };
        }
        if constexpr (!std::is_same_v<View, Nothing>) {
            description.answer = [](json::Schemas& s) { return json::schema<View>(s); };
            if constexpr (json::names_people<View>()) {
                description.people = json::people_in<View>;
            }
        }
        return description;
    }
    struct Route;
    struct Node;
    const Route* find(Method method, std::string_view path) const;
    // X-Request-Id, no-store unless the route says otherwise, security headers.
    static void finish(const Request& request, Response& response);
    // Who asks, if they may; otherwise why not.
    Result<Viewer> admit(const Request& request, const Route& route);
    Response answer(Request& request, const Route*& route, UserId& user);
    // The handler's answer to a viewer who looks through a break-glass, written down before it leaves.
    Result<Response> answer_through_glass(const Request& request, const Route& route,
                                          const Viewer& viewer);
    static RouteDescription split(std::string_view route, const Access& access,
                                  const RouteOptions& options);
    static Response json_response(std::string body);
    void add(RouteDescription description, Handler handler);
    void add_ingest(RouteDescription description, Prepare prepare);
    void name_request(Request& request) const;
    void close_request(const Request& request, const Route* route, UserId user,
                       std::chrono::steady_clock::time_point started, Response& response);
    Result<Response> look(const Request& request, const Viewer& viewer,
                          const std::function<Result<Response>(Context&)>& work);
    Result<Response> change(const Request& request, const Viewer& viewer,
                            const std::function<Result<std::string>(Context&)>& work);

    Services& services_;
    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Route>> routes_;
    std::map<std::string, Permission, std::less<>> permissions_;
    std::unique_ptr<Authenticator> authenticator_;
};

}  // namespace xiuhua
