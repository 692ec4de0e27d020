#include "platform/http/router.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

#include "platform/clock/new_id.hpp"
#include "platform/host/services.hpp"
#include "platform/http/keyed_act.hpp"
#include "platform/log/level.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua {

struct Router::Route {
    RouteDescription description;
    Handler handler;
    Prepare prepare;                 // Of an ingest route; `handler` waits for the commit then.
    std::vector<std::string> names;  // Of the {segments}, in order.
};

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
    std::unique_ptr<Node> any;  // The {segment}, tried after the literal ones.
    std::array<const Route*, 5> by_method{};

    bool has_routes() const {
        return std::any_of(by_method.begin(), by_method.end(),
                           [](const Route* route) { return route != nullptr; });
    }
};

namespace {

constexpr std::array all_methods{Method::get, Method::post, Method::put, Method::patch,
                                 Method::del};
constexpr std::size_t segments_max = 16;  // The longest route of the program has 6.

struct Segments {
    std::array<std::string_view, segments_max> parts;
    std::size_t count = 0;
    std::size_t size() const { return count; }
    const std::string_view& operator[](std::size_t index) const { return parts[index]; }
    const std::string_view* begin() const { return parts.data(); }
    const std::string_view* end() const { return parts.data() + count; }
};

std::optional<Segments> segments_of(std::string_view path) {
    Segments segments;
    if (path.empty() || path.front() != '/') {
        return std::nullopt;
    }
    path.remove_prefix(1);
    while (!path.empty()) {
        const auto slash = path.find('/');
        const std::string_view segment = path.substr(0, slash);
        if (segment.empty() || segments.count == segments_max) {
            return std::nullopt;
        }
        segments.parts[segments.count++] = segment;
        if (slash == std::string_view::npos) {
            break;
        }
        path.remove_prefix(slash + 1);
        if (path.empty()) {
            return std::nullopt;  // "/a/" is not "/a".
        }
    }
    return segments;
}

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// Depth first, literal before {any}, with a way back: /people/export and /people/{id}/move live together.
template <typename Node>
const Node* find_node(const Node& node, const Segments& segments, std::size_t index,
                      std::vector<std::string_view>& values) {
    if (index == segments.size()) {
        return node.has_routes() ? &node : nullptr;
    }
    if (const auto found = node.literal.find(segments[index]); found != node.literal.end()) {
        if (const Node* end = find_node(*found->second, segments, index + 1, values)) {
            return end;
        }
    }
    if (node.any) {
        values.push_back(segments[index]);
        if (const Node* end = find_node(*node.any, segments, index + 1, values)) {
            return end;
        }
        values.pop_back();
    }
    return nullptr;
}

// A proxy's id is kept when it is a plain word; anything else is not worth a line in a log.
bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    });
}

void log_error(const Error& error, const Request& request, std::string_view pattern) {
    const bool ours = error.code == ErrorCode::internal || error.code == ErrorCode::unavailable;
    if (!ours && error.detail.empty()) {
        return;
    }
    log::write(ours ? log::Level::error : log::Level::debug, "http.failed",
               {{"request", request.request_id},
                {"route", std::string{pattern}},
                {"key", error.key},
                {"detail", error.detail}});
}

}  // namespace

Router::Router(Services& services) : services_(services), root_(std::make_unique<Node>()) {
    raw<Nothing, Nothing, Nothing>("GET /api/live", Access::signed_in(),
                                   [](const Request&, const Viewer& viewer) -> Result<Response> {
                                       Response response;
                                       response.content_type = "text/event-stream";
                                       response.live_viewer = viewer;
                                       return response;
                                   },
                                   {.answer_type = "text/event-stream"});
    raw<Nothing, Nothing, Nothing>("GET /metrics", metrics_permission,
                                   [](const Request&, const Viewer&) -> Result<Response> {
                                       Response response;
                                       response.content_type = "text/plain; version=0.0.4";
                                       response.body = metrics::text();
                                       return response;
                                   },
                                   {.answer_type = "text/plain"});
}

Router::~Router() = default;

void Router::set_authenticator(std::unique_ptr<Authenticator> authenticator) {
    authenticator_ = std::move(authenticator);
}

RouteDescription Router::split(std::string_view route, const Access& access,
                               const RouteOptions& options) {
    const auto space = route.find(' ');
    const std::string_view word = route.substr(0, space);
    for (const Method method : all_methods) {
        if (space != std::string_view::npos && word == method_text(method)) {
            return {method, std::string{route.substr(space + 1)}, access, options, {}, {}, {}};
        }
    }
    throw std::logic_error("not a route: " + std::string{route});
}

Response Router::json_response(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

void Router::add_ingest(RouteDescription description, Prepare prepare) {
    add(std::move(description),
        [this, prepare](const Request& request, const Viewer& nobody) -> Result<Response> {
            XH_TRY(act, prepare(request));
            return services_.db.write([&](Tx& tx) -> Result<Response> {
                Context context{tx, nobody, services_, services_.clock.now(), request.request_id};
                return act(context);
            });
        });
    routes_.back()->prepare = std::move(prepare);
}

void Router::add(RouteDescription description, Handler handler) {
    auto route = std::make_unique<Route>(Route{std::move(description), std::move(handler), {}, {}});
    const std::string& pattern = route->description.pattern;
    const auto segments = segments_of(pattern);
    if (!segments) {
        throw std::logic_error("not a pattern: " + pattern);
    }
    Node* node = root_.get();
    for (const std::string_view segment : *segments) {
        if (is_parameter(segment)) {
            route->names.emplace_back(segment.substr(1, segment.size() - 2));
            if (!node->any) {
                node->any = std::make_unique<Node>();
            }
            node = node->any.get();
        } else {
            auto& child = node->literal[std::string{segment}];
            if (!child) {
                child = std::make_unique<Node>();
            }
            node = child.get();
        }
    }
    const Route*& place = node->by_method[static_cast<std::size_t>(route->description.method)];
    if (place != nullptr) {
        throw std::logic_error("route registered twice: " + pattern);
    }
    place = route.get();
    if (const Access& access = route->description.access; access.kind == Access::Kind::permission) {
        permissions_.emplace(access.permission.name, access.permission);
    }
    routes_.push_back(std::move(route));
}

const Router::Route* Router::find(Method method, std::string_view path) const {
    const auto segments = segments_of(path);
    std::vector<std::string_view> values;
    const Node* node = segments ? find_node(*root_, *segments, 0, values) : nullptr;
    return node == nullptr ? nullptr : node->by_method[static_cast<std::size_t>(method)];
}

const RouteDescription* Router::match(Method method, std::string_view path) const {
    const Route* route = find(method, path);
    return route == nullptr ? nullptr : &route->description;
}

std::vector<const RouteDescription*> Router::routes() const {
    std::vector<const RouteDescription*> all;
    for (const auto& route : routes_) {
        all.push_back(&route->description);
    }
    std::sort(all.begin(), all.end(), [](const auto* left, const auto* right) {
        return std::tie(left->pattern, left->method) < std::tie(right->pattern, right->method);
    });
    return all;
}

Result<Viewer> Router::admit(const Request& request, const Route& route) {
    const Access& access = route.description.access;
    std::optional<Viewer> viewer;
    if (authenticator_) {
        auto known = authenticator_->viewer_of(request, route.description);
        if (known) {
            viewer = std::move(*known);
        } else if (access.kind != Access::Kind::anyone ||
                   (known.error().code != ErrorCode::unauthenticated &&
                    known.error().code != ErrorCode::forbidden)) {
            return fail(std::move(known.error()));
        }
        // What anyone may do, the owner of an ended session may do too: as nobody.
    }
    if (access.kind == Access::Kind::anyone) {
        return viewer.value_or(Viewer{});
    }
    if (!viewer) {
        return fail(ErrorCode::unauthenticated, "request.not_signed_in");
    }
    if (access.kind == Access::Kind::permission && !viewer->may(access.permission)) {
        return fail(ErrorCode::forbidden, "request.forbidden");
    }
    return std::move(*viewer);
}

Response Router::answer(Request& request, const Route*& route, UserId& user) {
    const auto segments = segments_of(request.path);
    std::vector<std::string_view> values;
    const Node* node = segments ? find_node(*root_, *segments, 0, values) : nullptr;
    if (node == nullptr) {
        return error_response(Error{ErrorCode::not_found, "request.no_such_resource"});
    }
    route = node->by_method[static_cast<std::size_t>(request.method)];
    if (route == nullptr) {
        Response response =
            error_response(405, Error{ErrorCode::invalid, "request.method_not_allowed"});
        std::string allowed;
        for (const Method method : all_methods) {
            if (node->by_method[static_cast<std::size_t>(method)] != nullptr) {
                allowed += (allowed.empty() ? "" : ", ") + std::string{method_text(method)};
            }
        }
        response.headers.emplace_back("Allow", allowed);
        return response;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        request.path_values[route->names[i]] = std::string{values[i]};
    }
    const std::string_view pattern = route->description.pattern;
    Result<Viewer> viewer = route->prepare ? Viewer{} : admit(request, *route);
    if (!viewer) {
        log_error(viewer.error(), request, pattern);
        return error_response(viewer.error());
    }
    user = viewer->user;
    if (request.body.size() > route->description.options.body_max) {
        return error_response(Error{ErrorCode::too_large, "request.too_large"});
    }
    const bool through = viewer->glass && route->description.is_look();
    Result<Response> result =
        through ? answer_through_glass(request, *route, *viewer) : route->handler(request, *viewer);
    if (!result) {
        log_error(result.error(), request, pattern);
        return error_response(result.error());
    }
    return std::move(*result);
}

Result<Response> Router::answer_through_glass(const Request& request, const Route& route,
                                              const Viewer& viewer) {
    XH_TRY(response, route.handler(request, through_glass(viewer)));
    const RouteDescription& description = route.description;
    if (description.options.impersonal) {
        return std::move(response);
    }
    std::vector<PersonId> people;
    if (description.people) {
        people = description.people(response.body);
    }
    // A clear reading answers a value alone; its path says whose.
    if (people.empty() && description.pattern.find("/people/{id}") != std::string::npos) {
        XH_TRY(person, request.path_id<PersonId>("id"));
        people.push_back(person);
    }
    XH_DO(authenticator_->looked(viewer, description, people));
    return std::move(response);
}

std::optional<Response> Router::refuse_early(const Request& request) {
    const Route* route = find(request.method, request.path);
    if (route == nullptr) {
        return std::nullopt;  // dispatch() says 404 or 405.
    }
    Response response;
    try {
        const Result<Viewer> viewer = admit(request, *route);
        if (viewer) {
            return std::nullopt;
        }
        response = error_response(viewer.error());
    } catch (const std::exception&) {
        response = error_response(Error{ErrorCode::internal, "request.internal"});
    }
    finish(request, response);
    return response;
}

void Router::finish(const Request& request, Response& response) {
    response.headers.emplace_back("X-Request-Id", request.request_id);
    if (response.header("Cache-Control").empty()) {
        response.headers.emplace_back("Cache-Control", "no-store");
    }
    add_security_headers(response);
}

namespace {

// An answer for an exception that a handler let out.
Response threw(const Request& request, const RouteDescription* route,
               const std::exception* problem) {
    // The message of a foreign exception may quote what it choked on, so only its type is logged.
    log::error(
        "http.handler_threw",
        {{"request", request.request_id},
         {"route", route == nullptr ? std::string{} : route->pattern},
         {"type", problem == nullptr ? std::string{} : std::string{typeid(*problem).name()}}});
    return error_response(Error{ErrorCode::internal, "request.internal"});
}

}  // namespace

void Router::name_request(Request& request) const {
    if (request.request_id.empty()) {
        const std::string_view given = request.header("x-request-id");
        request.request_id =
            is_request_id(given) ? std::string{given} : to_text(new_uuid(services_.clock.now()));
    }
}

void Router::close_request(const Request& request, const Route* route, UserId user,
                           std::chrono::steady_clock::time_point started, Response& response) {
    // Not `? "none" : …pattern`: that is a std::string, and gone at the semicolon.
    std::string_view pattern = "none";
    if (route != nullptr) {
        pattern = route->description.pattern;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    metrics::observe_seconds("http_request_seconds", "route", pattern, took.count());
    metrics::count("http_responses_total", "status", std::to_string(response.status));
    if (!log::is_on(log::Level::debug)) {
        return;
    }
    log::debug("http.request", {{"request", request.request_id},
                                {"method", std::string{method_text(request.method)}},
                                {"route", std::string{pattern}},
                                {"status", std::int64_t{response.status}},
                                {"user", user.is_nil() ? std::string{} : to_text(user)},
                                {"ms", took.count() * 1000}});
}

Response Router::dispatch(Request& request) {
    const auto started = std::chrono::steady_clock::now();
    name_request(request);
    const Route* route = nullptr;
    UserId user;
    Response response;
    try {
        response = answer(request, route, user);
    } catch (const std::exception& problem) {
        response = threw(request, route == nullptr ? nullptr : &route->description, &problem);
    } catch (...) {
        response = threw(request, route == nullptr ? nullptr : &route->description, nullptr);
    }
    finish(request, response);
    close_request(request, route, user, started, response);
    return response;
}

bool Router::goes_later(const Request& request) const {
    const Route* route = find(request.method, request.path);
    return route != nullptr && route->prepare;
}

// An ingest request between its preparation and its answer.
struct Router::Later {
    const Request& request;
    const Route& route;
    std::chrono::steady_clock::time_point started;
    Reply reply;
    Act act;
    Response response;
    Viewer nobody;
};

void Router::dispatch_later(Request& request, Reply reply) {
    name_request(request);
    const Route& route = *find(request.method, request.path);
    const auto later = std::make_shared<Later>(
        Later{request, route, std::chrono::steady_clock::now(), std::move(reply), {}, {}, {}});
    const auto close = [this, later](const Done& done) {
        if (!done) {
            log_error(done.error(), later->request, later->route.description.pattern);
            later->response = error_response(done.error());
        }
        later->response.headers.emplace_back("X-Request-Id", later->request.request_id);
        close_request(later->request, &later->route, {}, later->started, later->response);
        later->reply(std::move(later->response));
    };
    if (request.body.size() > route.description.options.body_max) {
        return close(fail(ErrorCode::too_large, "request.too_large"));
    }
    try {
        auto act = route.prepare(request);
        if (!act) {
            return close(fail(std::move(act.error())));
        }
        later->act = std::move(*act);
    } catch (const std::exception& problem) {
        later->response = threw(request, &route.description, &problem);
        return close({});
    }
    services_.db.write_later(
        [this, later](Tx& tx) -> Done {
            Context context{tx, later->nobody, services_, services_.clock.now(),
                            later->request.request_id};
            XH_TRY(response, later->act(context));
            later->response = std::move(response);
            return {};
        },
        close);
}

Result<Response> Router::look(const Request& request, const Viewer& viewer,
                              const std::function<Result<Response>(Context&)>& work) {
    return services_.db.read([&](Tx& tx) -> Result<Response> {
        Context context{tx, viewer, services_, services_.clock.now(), request.request_id};
        return work(context);
    });
}

Result<Response> Router::change(const Request& request, const Viewer& viewer,
                                const std::function<Result<std::string>(Context&)>& work) {
    const RouteDescription* route = match(request.method, request.path);
    return keyed_act({services_, request, viewer, route == nullptr ? request.path : route->pattern},
                     work);
}

}  // namespace xiuhua
