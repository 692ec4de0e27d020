#include "rooms/access/views.hpp"

#include <qrencode.h>

namespace xiuhua::access {

SessionUser session_user(const User& user) {
    return {user.id, user.login, user.name, user.roles, user.area_codes, user.person};
}

UserRow user_row(const User& user, const Attempts& attempts, Instant now) {
    return {user.id,
            user.login,
            user.name,
            user.roles,
            user.area_codes,
            user.person,
            user.active,
            may_try(login_policy, attempts, now).gate == Gate::locked,
            user.totp,
            user.must_change_password,
            user.last_login_at,
            user.version};
}

SessionRow session_row(const Session& session, SessionId current) {
    return {session.id, session.device_label, session.created_at, session.last_seen_at,
            session.id == current};
}

TokenRow token_row(const Token& token) {
    return {token.id,         token.name,       token.permissions,
            token.area_codes, token.created_by, token.created_at,
            token.expires_on, token.revoked_at, token.last_used_at};
}

std::string qr_svg(std::string_view text) {
    constexpr int quiet_modules = 4;  // ISO/IEC 18004, 5.3.8.
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeString8bit(std::string{text}.c_str(), 0, QR_ECLEVEL_M), &QRcode_free};
    if (!code) {
        return {};
    }
    const std::string side = std::to_string(code->width + 2 * quiet_modules);
    std::string path;
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if ((code->data[y * code->width + x] & 1) != 0) {
                path += "M" + std::to_string(x + quiet_modules) + " " +
                        std::to_string(y + quiet_modules) + "h1v1h-1z";
            }
        }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
           "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
           "H0z\"/><path d=\"" + path + "\"/></svg>";
}

}  // namespace xiuhua::access
