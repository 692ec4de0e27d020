#include "platform/http/message.hpp"

#include <doctest/doctest.h>

#include "platform/json/json.hpp"

namespace xiuhua {
namespace {

TEST_CASE("every error code has its own status") {
    struct Row {
        ErrorCode code;
        int status;
    };
    for (const Row& row : {Row{ErrorCode::invalid, 400}, Row{ErrorCode::unauthenticated, 401},
                           Row{ErrorCode::forbidden, 403}, Row{ErrorCode::not_found, 404},
                           Row{ErrorCode::conflict, 409}, Row{ErrorCode::too_large, 413},
                           Row{ErrorCode::too_many, 429}, Row{ErrorCode::unavailable, 503},
                           Row{ErrorCode::internal, 500}}) {
        CHECK(http_status(row.code) == row.status);
    }
}

TEST_CASE("an error names its key and fields and keeps its detail to itself") {
    const Error error{ErrorCode::invalid,
                      "request.bad_field",
                      "",
                      "sqlite says \"disk\"",
                      {{"members[1].phone", "field.missing"}, {"x\"y", "field.unknown"}}};
    const Response response = error_response(error);
    CHECK(response.status == 400);
    CHECK(response.content_type == "application/json");
    CHECK(
        response.body ==
        "{\"error\":{\"code\":\"invalid\",\"key\":\"request.bad_field\",\"field\":\"\",\"fields\":["
        "{\"field\":\"members[1].phone\",\"key\":\"field.missing\"},"
        "{\"field\":\"x\\\"y\",\"key\":\"field.unknown\"}]}}");
    CHECK(json::parse_document(response.body).has_value());
}

TEST_CASE("a passing fault says when to come again") {
    const Response busy = error_response(Error{ErrorCode::unavailable, "db.busy"});
    CHECK(busy.status == 503);
    CHECK_FALSE(busy.header("Retry-After").empty());
    CHECK(error_response(Error{ErrorCode::conflict, "x.y"}).header("Retry-After").empty());
}

TEST_CASE("a target is decoded into path and query") {
    Request request;
    REQUIRE(set_target(request, "/api/registry/people?text=%E5%A7%9A+li&&area=&flag&a=b=c"));
    CHECK(request.path == "/api/registry/people");
    REQUIRE(request.query.size() == 4);
    CHECK(request.query[0] == std::pair<std::string, std::string>{"text", "姚 li"});
    CHECK(request.query[1] == std::pair<std::string, std::string>{"area", ""});
    CHECK(request.query[2] == std::pair<std::string, std::string>{"flag", ""});
    CHECK(request.query[3] == std::pair<std::string, std::string>{"a", "b=c"});
    REQUIRE(set_target(request, "/v/a+b%20c"));
    CHECK(request.path == "/v/a+b c");
    CHECK(request.query.empty());
    REQUIRE(set_target(request, "/x?note=line%0Atwo"));
    CHECK(request.query[0].second == "line\ntwo");
}

TEST_CASE("a target that no honest client sends is refused") {
    for (const char* target : {"", "x", "http://elsewhere/", "*", "/%", "/%4", "/%zz", "/a%2Fb",
                               "/a%5cb", "/%00", "/a%0d%0aSet-Cookie:x", "/%ff", "/%c0%af",
                               "/%ed%a0%80", "/x?a=%", "/x?a=%00", "/x?%ff=1"}) {
        CAPTURE(target);
        Request request;
        const auto result = set_target(request, target);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().key == "request.bad_target");
    }
    std::string many = "/x?";
    for (std::size_t i = 0; i < query_parameters_max; ++i) {
        many += "a&";
    }
    Request request;
    CHECK(set_target(request, many).has_value());
    CHECK_FALSE(set_target(request, many + "a").has_value());
}

TEST_CASE("UTF-8 is told from bytes that only look like it") {
    CHECK(is_utf8(""));
    CHECK(is_utf8("plain"));
    CHECK(is_utf8("绣花 é 😀"));
    for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xbf\xbf",
                            "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "a\xff"}) {
        CHECK_FALSE(is_utf8(bad));
    }
}

TEST_CASE("a cookie is found among others by its whole name") {
    Request request;
    request.headers["cookie"] = "other_xiuhua_session=1; xiuhua_session=abc=; theme=dark";
    CHECK(request.cookie("xiuhua_session") == "abc=");
    CHECK(request.cookie("theme") == "dark");
    CHECK(request.cookie("session").empty());
    CHECK(Request{}.cookie("theme").empty());
}

TEST_CASE("a path value that is no id looks like an absent thing") {
    Request request;
    request.path_values["id"] = "7";
    CHECK(request.path_id<OrderId>("id").error().code == ErrorCode::not_found);
    CHECK(request.path_id<OrderId>("other").error().code == ErrorCode::not_found);
    request.path_values["id"] = "01890a5d-ac96-774b-bcce-b302099a8057";
    CHECK(request.path_id<OrderId>("id").has_value());
    CHECK(request.path_text("id") == "01890a5d-ac96-774b-bcce-b302099a8057");
}

TEST_CASE("security headers are set once and a stricter policy of the route stays") {
    Response response;
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'");
    add_security_headers(response);
    CHECK(response.header("Content-Security-Policy") == "default-src 'none'");
    CHECK(response.header("X-Content-Type-Options") == "nosniff");
    CHECK(response.header("Referrer-Policy") == "no-referrer");
    Response plain;
    add_security_headers(plain);
    CHECK(plain.header("Content-Security-Policy").find("script-src 'self' 'wasm-unsafe-eval'") !=
          std::string_view::npos);
    CHECK(plain.header("Content-Security-Policy").find("unsafe-eval' '") == std::string_view::npos);
}

}  // namespace
}  // namespace xiuhua
