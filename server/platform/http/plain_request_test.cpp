#include "platform/http/plain_request.hpp"

#include <doctest/doctest.h>

namespace xiuhua::wire {
namespace {

constexpr PlainLimits limits{16 << 10, 100, 1 << 10};

std::size_t taken(const std::string& text) {
    Request request;
    return take_plain_request(text, limits, request).bytes;
}

}  // namespace

TEST_CASE("a usual request is taken whole, and what follows it is left") {
    const std::string first =
        "POST /pub?u=a%20b HTTP/1.1\r\nHost: office\r\nContent-Type:application/json \r\n"
        "X-Empty:\r\nContent-Length: 2\r\n\r\n{}";
    Request request;
    const PlainRequest plain = take_plain_request(first + "GET / HT", limits, request);
    CHECK(plain.bytes == first.size());
    CHECK_FALSE(plain.head_only);
    CHECK(request.method == Method::post);
    CHECK(request.path == "/pub");
    CHECK(request.query.at(0) == std::pair<std::string, std::string>{"u", "a b"});
    CHECK(request.header("host") == "office");
    CHECK(request.header("content-type") == "application/json");
    CHECK(request.headers.contains("x-empty"));
    CHECK(request.body == "{}");
}

TEST_CASE("HEAD is GET without a body in the answer; a header alone is a request") {
    Request request;
    const PlainRequest plain =
        take_plain_request("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n", limits, request);
    CHECK(plain.head_only);
    CHECK(request.method == Method::get);
    CHECK(taken("DELETE /a HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n") > 0);
}

TEST_CASE("whatever is doubtful, unusual or not whole is left to the parser") {
    const std::string host = "Host: h\r\n";
    const std::vector<std::string> left{
        "",
        "GET / HTTP/1.1\r\nHost: h\r\n",
        "GET / HTTP/1.0\r\n" + host + "\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET  / HTTP/1.1\r\n" + host + "\r\n",
        "GET /\t HTTP/1.1\r\n" + host + "\r\n",
        "BREW / HTTP/1.1\r\n" + host + "\r\n",
        "GET http://h/ HTTP/1.1\r\n" + host + "\r\n",
        "GET /%zz HTTP/1.1\r\n" + host + "\r\n",
        "GET / HTTP/1.1\r\n" + host + host + "\r\n",
        "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + " folded: x\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "A: b\nC: d\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "A: b\rc\r\n\r\n",
        std::string{"GET / HTTP/1.1\r\nHost: h\r\nA: \0b\r\n\r\n", 34},
        "GET / HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "Upgrade: x\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 1, 1\r\n\r\na",
        "POST / HTTP/1.1\r\n" + host + "Content-Length:\r\n\r\na",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nab",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 2000\r\n\r\n" + std::string(2000, 'x'),
        "GET / HTTP/1.1\r\n" + host + "Long: " + std::string(17 << 10, 'x') + "\r\n\r\n"};
    for (const std::string& text : left) {
        CAPTURE(text);
        CHECK(taken(text) == 0);
    }
    std::string many = "GET / HTTP/1.1\r\n" + host;
    for (int i = 0; i < 100; ++i) {
        many += "F" + std::to_string(i) + ": v\r\n";
    }
    CHECK(taken(many + "\r\n") == 0);
}

}  // namespace xiuhua::wire
