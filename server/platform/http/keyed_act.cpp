#include "platform/http/keyed_act.hpp"

#include "platform/host/services.hpp"
#include "platform/http/idempotency.hpp"

namespace xiuhua {
namespace {

idempotency::Act act_of(const KeyedRequest& asked, std::string_view key) {
    const Request& request = asked.request;
    // What was answered through a break-glass is not answered again without it.
    const std::string glass = asked.viewer.glass ? "\n" + to_text(asked.viewer.glass->id) : "";
    return {
        asked.viewer.user, std::string{key},
        std::string{method_text(request.method)} + " " + asked.pattern,
        asked.services.vault.lookup_hash("request", request.path + "\n" + request.body + glass)};
}

Result<std::string> answer_once(Context& context, const idempotency::Act& act,
                                const std::function<Result<std::string>(Context&)>& work,
                                bool& replayed) {
    const Vault& vault = context.services.vault;
    XH_TRY(known, idempotency::claim(context.tx, vault, act, context.now));
    replayed = known.has_value();
    if (known) {
        return std::move(*known);
    }
    XH_TRY(answer, work(context));
    XH_DO(idempotency::remember(context.tx, vault, act, answer, context.now));
    return std::move(answer);
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
    bool replayed = false;
    auto text = asked.services.db.write([&](Tx& tx) -> Result<std::string> {
        Context context{tx, asked.viewer, asked.services, asked.services.clock.now(),
                        asked.request.request_id};
        return keyed ? answer_once(context, act, work, replayed) : work(context);
    });
    if (!text) {
        return fail(std::move(text.error()));
    }
    Response response;
    response.body = std::move(*text);
    if (replayed) {
        response.headers.emplace_back("Idempotent-Replayed", "true");
    }
    return response;
}

}  // namespace xiuhua
