#include "rooms/access/rules.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "kernel/text.hpp"

namespace xiuhua::access {
namespace {

constexpr int doublings_max = 30;

template <typename Duration>
Duration doubled(Duration first, std::int64_t times, Duration longest) {
    const auto factor = std::int64_t{1} << std::min<std::int64_t>(times, doublings_max);
    return std::min(first * factor, longest);
}

void fault(std::vector<FieldError>& faults, std::string field, std::string key) {
    faults.push_back({std::move(field), std::move(key)});
}

bool among(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

}  // namespace

std::int64_t failures_counted(const AttemptPolicy& policy, const Attempts& attempts, Instant now) {
    return now - attempts.last_failure_at >= policy.forgotten_after ? 0 : attempts.failures;
}

GateDecision may_try(const AttemptPolicy& policy, const Attempts& attempts, Instant now) {
    const std::int64_t failures = failures_counted(policy, attempts, now);
    if (failures < policy.free) {
        return {};
    }
    // A clock that was set back must not lock anybody for longer than the rule says.
    const Instant last = std::min(attempts.last_failure_at, now);
    if (failures < policy.lock_from) {
        const Instant until =
            last + doubled(policy.first_delay, failures - policy.free,
                           std::chrono::duration_cast<std::chrono::seconds>(policy.lock));
        return until <= now ? GateDecision{} : GateDecision{Gate::wait, until};
    }
    const Instant until = last + doubled(policy.lock, failures - policy.lock_from, policy.lock_max);
    return until <= now ? GateDecision{} : GateDecision{Gate::locked, until};
}

// ---- accounts

std::string normalise_login(std::string_view typed) {
    return to_lower_ascii(without_blanks(typed));
}

std::vector<FieldError> login_faults(std::string_view login) {
    std::vector<FieldError> faults;
    if (login.size() < login_characters_min || login.size() > login_characters_max) {
        fault(faults, "login", "access.login_length");
    } else if (!among(login, "abcdefghijklmnopqrstuvwxyz0123456789_.-") ||
               !among(login.substr(0, 1), "abcdefghijklmnopqrstuvwxyz0123456789")) {
        fault(faults, "login", "access.login_characters");
    }
    return faults;
}

std::vector<FieldError> name_faults(std::string_view name) {
    std::vector<FieldError> faults;
    const std::size_t characters = length_in_characters(name);
    if (characters == 0 || characters > name_characters_max || !is_clean_utf8(name)) {
        fault(faults, "name", "access.name_length");
    }
    return faults;
}

std::vector<FieldError> role_faults(const std::vector<Role>& roles, bool has_person) {
    std::vector<FieldError> faults;
    const auto has = [&](Role role) {
        return std::find(roles.begin(), roles.end(), role) != roles.end();
    };
    if (roles.empty()) {
        fault(faults, "roles", "access.role_missing");
    }
    if (has(Role::device)) {
        fault(faults, "roles", "access.role_device");
    }
    if (roles.size() > 1 && has(Role::administrator)) {
        fault(faults, "roles", "access.administrator_alone");
    }
    if (roles.size() > 1 && has(Role::auditor)) {
        fault(faults, "roles", "access.auditor_alone");
    }
    if (roles.size() > 1 && has(Role::resident)) {
        fault(faults, "roles", "access.resident_alone");
    }
    if (has(Role::resident) != has_person) {
        fault(faults, "roles", "access.resident_needs_person");
    }
    return faults;
}

std::vector<FieldError> area_faults(const std::vector<std::string>& area_codes,
                                    std::string_view office_code) {
    constexpr std::size_t household_digits = 26;
    std::vector<FieldError> faults;
    if (area_codes.empty()) {
        fault(faults, "area_codes", "access.area_missing");
    }
    if (area_codes.size() > area_codes_max) {
        fault(faults, "area_codes", "access.too_many_areas");
        return faults;
    }
    for (std::size_t i = 0; i < area_codes.size(); ++i) {
        const std::string& code = area_codes[i];
        const bool good = code.empty() || (code.size() <= household_digits && among(code, digits) &&
                                           code.starts_with(office_code));
        if (!good) {
            fault(faults, "area_codes[" + std::to_string(i) + "]", "access.area_unknown");
        }
    }
    return faults;
}

std::vector<std::string> normalise_areas(std::vector<std::string> area_codes) {
    std::sort(area_codes.begin(), area_codes.end());
    std::vector<std::string> kept;
    for (std::string& code : area_codes) {
        if (kept.empty() || !code.starts_with(kept.back())) {
            kept.push_back(std::move(code));
        }
    }
    return kept;
}

std::vector<Role> normalise_roles(std::vector<Role> roles) {
    std::sort(roles.begin(), roles.end());
    roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
    return roles;
}

bool totp_required(const std::vector<Role>& roles) {
    return std::any_of(roles.begin(), roles.end(), [](Role role) {
        return role == Role::administrator || role == Role::reviewer;
    });
}

Done check_account_change(const AccountChange& change) {
    if (change.own && change.changes_rights) {
        return fail(ErrorCode::conflict, "access.not_yourself");
    }
    if (change.ends_administrator && change.other_administrators < 1) {
        return fail(ErrorCode::conflict, "access.last_administrator");
    }
    return {};
}

// ---- sessions

Instant session_ends(const Session& session) {
    using std::chrono::seconds;
    const seconds idle = session.idle_seconds ? seconds{*session.idle_seconds} : session_idle;
    const seconds longest =
        session.longest_seconds ? seconds{*session.longest_seconds} : session_longest;
    return std::min<Instant>(session.last_seen_at + idle, session.created_at + longest);
}

SessionLimits session_limits(const SessionPolicy& policy, const std::vector<Role>& roles) {
    const RoleSessions others{Role::resident, policy.idle_minutes, policy.longest_hours,
                              policy.sessions_max};
    RoleSessions strictest = others;
    bool first = true;
    for (const Role role : roles) {
        const auto found = std::find_if(policy.by_role.begin(), policy.by_role.end(),
                                        [role](const auto& of) { return of.role == role; });
        const RoleSessions& own = found == policy.by_role.end() ? others : *found;
        if (std::exchange(first, false)) {
            strictest = own;
            continue;
        }
        strictest.idle_minutes = std::min(strictest.idle_minutes, own.idle_minutes);
        strictest.longest_hours = std::min(strictest.longest_hours, own.longest_hours);
        strictest.sessions_max = std::min(strictest.sessions_max, own.sessions_max);
    }
    return {std::chrono::minutes{strictest.idle_minutes},
            std::chrono::hours{strictest.longest_hours}, strictest.sessions_max};
}

Done check_session_policy(const SessionPolicy& policy) {
    // Five minutes: a form takes as long. Thirty days: whoever comes less often can log in.
    constexpr int idle_low = 5;
    constexpr int longest_high = 30 * 24;
    constexpr int sessions_high = 100;
    std::vector<FieldError> faults;
    const auto check = [&](const std::string& path, const RoleSessions& of) {
        if (of.longest_hours < 1 || of.longest_hours > longest_high) {
            faults.push_back({path + "longest_hours", "access.policy_range"});
        }
        if (of.idle_minutes < idle_low || of.idle_minutes > of.longest_hours * 60) {
            faults.push_back({path + "idle_minutes", "access.policy_range"});
        }
        if (of.sessions_max < 1 || of.sessions_max > sessions_high) {
            faults.push_back({path + "sessions_max", "access.policy_range"});
        }
    };
    check("", {Role::resident, policy.idle_minutes, policy.longest_hours, policy.sessions_max});
    std::set<Role> seen;
    for (std::size_t i = 0; i < policy.by_role.size(); ++i) {
        const std::string path = "by_role[" + std::to_string(i) + "].";
        check(path, policy.by_role[i]);
        if (!seen.insert(policy.by_role[i].role).second) {
            faults.push_back({path + "role", "access.policy_role_twice"});
        }
    }
    return json::refuse_fields(std::move(faults));
}

std::vector<SessionId> sessions_to_end(std::vector<Session> sessions, int sessions_max,
                                       Instant now) {
    std::erase_if(sessions, [now](const Session& each) { return !session_alive(each, now); });
    std::sort(sessions.begin(), sessions.end(), [](const Session& left, const Session& right) {
        return std::tie(left.last_seen_at, left.id) > std::tie(right.last_seen_at, right.id);
    });
    std::vector<SessionId> over;
    for (std::size_t i = static_cast<std::size_t>(sessions_max) - 1; i < sessions.size(); ++i) {
        over.push_back(sessions[i].id);
    }
    return over;
}

bool session_alive(const Session& session, Instant now) {
    return now < session_ends(session);
}

Due due_of(const User& user, Proof proof) {
    if (user.must_change_password) {
        return Due::password;
    }
    const bool proved = user.totp || proof == Proof::strong;
    return totp_required(user.roles) && !proved ? Due::totp : Due::nothing;
}

std::string device_label(std::string_view user_agent) {
    using Word = std::pair<std::string_view, std::string_view>;
    // More telling words first: every browser calls itself Mozilla, most Safari, many Chrome.
    constexpr std::array<Word, 7> browsers{{{"MicroMessenger", "微信"},
                                            {"DingTalk", "钉钉"},
                                            {"Edg", "Edge"},
                                            {"Firefox", "Firefox"},
                                            {"HarmonyOS", "Browser"},
                                            {"Chrome", "Chrome"},
                                            {"Safari", "Safari"}}};
    constexpr std::array<Word, 7> systems{{{"HarmonyOS", "HarmonyOS"},
                                           {"Android", "Android"},
                                           {"iPhone", "iPhone"},
                                           {"iPad", "iPad"},
                                           {"Windows", "Windows"},
                                           {"Mac OS", "macOS"},
                                           {"Linux", "Linux"}}};
    const auto find = [&](const auto& words) -> std::string {
        for (const auto& [word, label] : words) {
            if (user_agent.find(word) != std::string_view::npos) {
                return std::string{label};
            }
        }
        return {};
    };
    const std::string browser = find(browsers);
    const std::string system = find(systems);
    if (browser.empty() || system.empty()) {
        return browser.empty() ? system : browser;
    }
    return browser + " · " + system;
}

bool token_alive(const Token& token, Date today) {
    return !token.revoked_at && (!token.expires_on || today <= *token.expires_on);
}

}  // namespace xiuhua::access
