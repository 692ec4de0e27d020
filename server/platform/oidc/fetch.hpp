#pragma once
// One HTTP question to a provider and its answer, with limits. A function, so that tests need no network.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/result.hpp"

namespace xiuhua::oidc {

struct HttpQuestion {
    std::string url;
    std::vector<std::pair<std::string, std::string>> form;  // POST when there is any.
    std::string user, password;                             // HTTP Basic when `user` is set.
};
struct HttpAnswer {
    int status = 0;
    std::string body;
};
// `unavailable` access.provider_unreachable.
using Fetch = std::function<Result<HttpAnswer>(const HttpQuestion&)>;

// By libcurl: no redirects, ten seconds, 256 KiB, certificates checked (against `certificates`, a PEM file, or the
// system's when it is empty). Blocks: never within a transaction.
inline constexpr std::size_t answer_bytes_max = 256 << 10;
Fetch curl_fetch(const std::string& certificates);

// application/x-www-form-urlencoded, also for queries.
std::string form_text(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace xiuhua::oidc
