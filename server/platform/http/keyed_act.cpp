#include "platform/http/keyed_act.hpp"

#include "platform/host/services.hpp"
#include "platform/http/idempotency.hpp"

namespace xiuhua {
namespace {

idempotency::Act act_of(const KeyedRequest& asked, std::string_view key) {
    const Request& request = asked.request;
    return {asked.viewer.user, std::string{key},
            std::string{method_text(request.method)} + " " + asked.pattern,
            asked.services.vault.lookup_hash("request", request.path + "\n" + request.body)};
}

struct Tried {
    bool replayed = false;   // The answer is the one given before.
    bool overtaken = false;  // Another transaction remembered the key first.
};

Result<std::string> try_once(const KeyedRequest& asked, const idempotency::Act* act,
                             const std::function<Result<std::string>(Context&)>& work,
                             Tried& tried) {
    Services& services = asked.services;
    return services.db.write([&](Tx& tx) -> Result<std::string> {
        tried = {};
        Context context{tx, asked.viewer, services, services.clock.now(), asked.request.request_id};
        if (act == nullptr) {
            return work(context);
        }
        XH_TRY(known, idempotency::find(tx, services.vault, *act));
        if (known) {
            tried.replayed = true;
            return std::move(*known);
        }
        XH_TRY(answer, work(context));
        auto remembered = idempotency::remember(tx, services.vault, *act, answer, context.now);
        if (!remembered) {
            tried.overtaken = remembered.error().key == "db.unique";
            return fail(std::move(remembered.error()));
        }
        return std::move(answer);
    });
}

}  // namespace

Result<Response> keyed_act(const KeyedRequest& asked,
                           const std::function<Result<std::string>(Context&)>& work) {
    const std::string_view key = asked.request.header("idempotency-key");
    // Nobody's key would be everybody's key.
    const bool keyed = !key.empty() && !asked.viewer.user.is_nil();
    if (keyed && !idempotency::is_key(key)) {
        return fail(ErrorCode::invalid, "request.bad_idempotency_key");
    }
    const idempotency::Act act = keyed ? act_of(asked, key) : idempotency::Act{};
    Tried tried;
    auto text = try_once(asked, keyed ? &act : nullptr, work, tried);
    if (!text && tried.overtaken) {
        // The same key arrived twice at once; the stored answer is there now.
        text = try_once(asked, &act, work, tried);
    }
    if (!text) {
        return fail(std::move(text.error()));
    }
    Response response;
    response.body = std::move(*text);
    if (tried.replayed) {
        response.headers.emplace_back("Idempotent-Replayed", "true");
    }
    return response;
}

}  // namespace xiuhua
