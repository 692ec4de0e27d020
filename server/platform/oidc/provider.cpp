#include "platform/oidc/provider.hpp"

#include "platform/crypto/password.hpp"

namespace xiuhua::oidc {
namespace {

using namespace std::chrono_literals;

constexpr auto kept_for = 1h;
constexpr auto asked_again_after = 30s;  // An unknown key must not make us a client that floods.

tl::unexpected<Error> unfit(std::string what) {
    return fail(ErrorCode::unavailable, "access.provider_unfit", {}, std::move(what));
}

std::string text_of(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    return text == nullptr ? std::string{} : std::string{text->begin(), text->end()};
}

bool lists(const boost::json::object& object, std::string_view name, std::string_view word) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_array()) {
        return false;
    }
    for (const auto& item : value->get_array()) {
        if (item.is_string() && std::string_view{item.get_string()} == word) {
            return true;
        }
    }
    return false;
}

Result<boost::json::object> object_of(const HttpAnswer& answer) {
    if (answer.status != 200) {
        return unfit("status " + std::to_string(answer.status));
    }
    auto document = json::parse_document(answer.body);
    if (!document || !document->is_object()) {
        return unfit("not a JSON object");
    }
    return std::move(document->get_object());
}

bool fresh(Instant asked_at, Instant now) {
    return now >= asked_at && now - asked_at < kept_for;
}

// SHA-256 in base64url: what S256 sends of the verifier.
std::string challenge_of(const std::string& verifier) {
    const std::string hex = crypto::digest(verifier);
    std::string bytes;
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    }
    return crypto::base64url(bytes);
}

}  // namespace

Attempt new_attempt() {
    return {crypto::new_token(), crypto::new_token(), crypto::new_token()};
}

Provider::Provider(Config::Oidc settings, std::string callback, Fetch fetch)
    : settings_(std::move(settings)), callback_(std::move(callback)), fetch_(std::move(fetch)) {}

Result<HttpAnswer> Provider::ask(const HttpQuestion& question) {
    struct Asking {
        std::atomic<int>& count;
        const int before = count.fetch_add(1);
        ~Asking() { --count; }
    };
    const Asking asking{asking_};
    if (asking.before >= asking_max) {
        return fail(ErrorCode::unavailable, "access.provider_unreachable", {}, "too many asking");
    }
    return fetch_(question);
}

Result<Provider::Addresses> Provider::addresses(Instant now) {
    {
        const std::lock_guard lock{mutex_};
        if (addresses_ && fresh(addresses_at_, now)) {
            return *addresses_;
        }
    }
    std::string place = settings_.issuer;
    if (place.ends_with('/')) {  // OpenID Connect Discovery 4.1.
        place.pop_back();
    }
    XH_TRY(answer, ask({place + "/.well-known/openid-configuration", {}, {}, {}}));
    XH_TRY(document, object_of(answer));
    // Another's document would send our people, and the code, to another's server.
    if (text_of(document, "issuer") != settings_.issuer) {
        return unfit("issuer");
    }
    Addresses found;
    found.authorization = text_of(document, "authorization_endpoint");
    found.token = text_of(document, "token_endpoint");
    found.keys = text_of(document, "jwks_uri");
    const std::string scheme = settings_.issuer.substr(0, settings_.issuer.find("//") + 2);
    for (const std::string& address : {found.authorization, found.token, found.keys}) {
        if (!address.starts_with(scheme) && !address.starts_with("https://")) {
            return unfit("address " + address);
        }
    }
    found.secret_in_header =
        !document.contains("token_endpoint_auth_methods_supported") ||
        lists(document, "token_endpoint_auth_methods_supported", "client_secret_basic");
    const auto* named = document.if_contains("authorization_response_iss_parameter_supported");
    found.names_itself = named != nullptr && named->is_bool() && named->get_bool();
    const std::lock_guard lock{mutex_};
    addresses_ = found;
    addresses_at_ = now;
    return found;
}

Result<KeySet> Provider::keys(const Addresses& addresses, Instant now, bool anew) {
    {
        const std::lock_guard lock{mutex_};
        const bool just_asked = now >= keys_at_ && now - keys_at_ < asked_again_after;
        if (!keys_.empty() && (anew ? just_asked : fresh(keys_at_, now))) {
            return keys_;
        }
    }
    XH_TRY(answer, ask({addresses.keys, {}, {}, {}}));
    if (answer.status != 200) {
        return unfit("keys: status " + std::to_string(answer.status));
    }
    XH_TRY(found, parse_keys(answer.body));
    const std::lock_guard lock{mutex_};
    keys_ = found;
    keys_at_ = now;
    return found;
}

Result<std::string> Provider::address_for(const Attempt& attempt, Instant now) {
    XH_TRY(known, addresses(now));
    const std::string query = form_text({{"response_type", "code"},
                                         {"client_id", settings_.client_id},
                                         {"redirect_uri", callback_},
                                         {"scope", settings_.scopes},
                                         {"state", attempt.state},
                                         {"nonce", attempt.nonce},
                                         {"code_challenge", challenge_of(attempt.verifier)},
                                         {"code_challenge_method", "S256"}});
    return known.authorization + (known.authorization.find('?') == std::string::npos ? "?" : "&") +
           query;
}

Result<std::string> Provider::id_token(const Addresses& addresses, const Attempt& attempt,
                                       const std::string& code) {
    HttpQuestion question;
    question.url = addresses.token;
    question.form = {{"grant_type", "authorization_code"},
                     {"code", code},
                     {"redirect_uri", callback_},
                     {"code_verifier", attempt.verifier}};
    if (!settings_.client_secret.empty() && addresses.secret_in_header) {
        // Both parts form-encoded (RFC 6749 2.3.1).
        const std::string user = form_text({{"", settings_.client_id}});
        const std::string password = form_text({{"", settings_.client_secret}});
        question.user = user.substr(1);
        question.password = password.substr(1);
    } else {
        question.form.emplace_back("client_id", settings_.client_id);
        if (!settings_.client_secret.empty()) {
            question.form.emplace_back("client_secret", settings_.client_secret);
        }
    }
    XH_TRY(answer, ask(question));
    if (answer.status >= 400 && answer.status < 500) {
        return fail(ErrorCode::unauthenticated, "access.provider_refused", {},
                    "token: status " + std::to_string(answer.status));
    }
    XH_TRY(document, object_of(answer));
    std::string token = text_of(document, "id_token");
    if (token.empty()) {
        return unfit("no id_token");
    }
    return token;
}

Result<Claims> Provider::claims_of(const Attempt& attempt, const Returned& returned, Instant now) {
    if (attempt.state.empty() || !crypto::equal_constant_time(attempt.state, returned.state)) {
        return fail(ErrorCode::unauthenticated, "access.provider_state");
    }
    XH_TRY(known, addresses(now));
    if ((known.names_itself || !returned.issuer.empty()) && returned.issuer != settings_.issuer) {
        return fail(ErrorCode::unauthenticated, "access.provider_state", {}, "iss");
    }
    XH_TRY(token, id_token(known, attempt, returned.code));
    const Expected expected{settings_.issuer, settings_.client_id, attempt.nonce, now};
    XH_TRY(set, keys(known, now, false));
    auto claims = verify_id_token(token, set, expected);
    if (claims || claims.error().key != "access.provider_key_unknown") {
        return claims;
    }
    XH_TRY(changed, keys(known, now, true));
    return verify_id_token(token, changed, expected);
}

}  // namespace xiuhua::oidc
