#include "platform/oidc/fetch.hpp"

#include <curl/curl.h>

#include <memory>
#include <mutex>

namespace xiuhua::oidc {
namespace {

constexpr long connect_seconds = 5;
constexpr long whole_seconds = 10;  // Somebody stands before the screen.

std::size_t take(char* data, std::size_t size, std::size_t count, void* body) {
    auto& text = *static_cast<std::string*>(body);
    const std::size_t bytes = size * count;
    if (text.size() + bytes > answer_bytes_max) {
        return 0;  // Ends the transfer with an error.
    }
    text.append(data, bytes);
    return bytes;
}

void set_question(CURL* curl, const HttpQuestion& question, const std::string& form) {
    curl_easy_setopt(curl, CURLOPT_URL, question.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, whole_seconds);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!question.form.empty()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
    }
    if (!question.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(curl, CURLOPT_USERNAME, question.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, question.password.c_str());
    }
}

}  // namespace

std::string form_text(const std::vector<std::pair<std::string, std::string>>& fields) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string text;
    const auto add = [&](std::string_view part) {
        for (const char c : part) {
            if (plain.find(c) != std::string_view::npos) {
                text += c;
            } else {
                const auto byte = static_cast<unsigned char>(c);
                text += '%';
                text += hex[byte >> 4];
                text += hex[byte & 15];
            }
        }
    };
    for (const auto& [name, value] : fields) {
        text += text.empty() ? "" : "&";
        add(name);
        text += '=';
        add(value);
    }
    return text;
}

Fetch curl_fetch(const std::string& certificates) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return [certificates](const HttpQuestion& question) -> Result<HttpAnswer> {
        const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(),
                                                                       &curl_easy_cleanup};
        if (!curl) {
            return fail(ErrorCode::unavailable, "access.provider_unreachable", {}, "no curl");
        }
        HttpAnswer answer;
        const std::string form = form_text(question.form);
        set_question(curl.get(), question, form);
        if (!certificates.empty()) {
            curl_easy_setopt(curl.get(), CURLOPT_CAINFO, certificates.c_str());
        }
        curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &take);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
        const CURLcode code = curl_easy_perform(curl.get());
        if (code != CURLE_OK) {
            return fail(ErrorCode::unavailable, "access.provider_unreachable", {},
                        curl_easy_strerror(code));
        }
        long status = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
        answer.status = static_cast<int>(status);
        return answer;
    };
}

}  // namespace xiuhua::oidc
