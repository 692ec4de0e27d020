#pragma once
// One write transaction that a retry with the same Idempotency-Key does not repeat: it gets the first answer again.
// Router::act does so for its routes; a raw route that has to work before its transaction (slow hashing) calls it.
#include <functional>
#include <string>

#include "platform/http/router.hpp"

namespace xiuhua {

struct KeyedRequest {
    Services& services;
    const Request& request;
    const Viewer& viewer;
    std::string pattern;  // Of the route: "/api/access/users/{id}/password-reset".
};
// `work` answers JSON. `conflict` request.key_reused when the key belongs to another request, `invalid`
// request.bad_idempotency_key. A repeated answer carries the header Idempotent-Replayed.
Result<Response> keyed_act(const KeyedRequest& asked,
                           const std::function<Result<std::string>(Context&)>& work);

}  // namespace xiuhua
