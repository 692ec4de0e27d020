#include "rooms/access/rules.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;
using namespace xiuhua::access;
using namespace std::chrono_literals;

namespace {
const Instant now = *parse_instant("2026-03-02T01:00:00Z");

std::string faults_text(const std::vector<FieldError>& faults) {
    std::string text;
    for (const FieldError& fault : faults) {
        text += (text.empty() ? "" : " ") + fault.field + ":" + fault.key;
    }
    return text;
}
}  // namespace

TEST_CASE("after three failures each further guess waits longer, from the tenth on it is locked") {
    struct Row {
        std::int64_t failures;
        std::chrono::milliseconds since;
        Gate gate;
    };
    for (const Row& row : {
             Row{0, 0ms, Gate::allowed},
             Row{2, 0ms, Gate::allowed},
             Row{3, 999ms, Gate::wait},
             Row{3, 1000ms, Gate::allowed},
             Row{4, 1999ms, Gate::wait},
             Row{4, 2s, Gate::allowed},
             Row{9, 63999ms, Gate::wait},
             Row{9, 64s, Gate::allowed},
             Row{10, 15min - 1ms, Gate::locked},
             Row{10, 15min, Gate::allowed},
             Row{11, 30min - 1ms, Gate::locked},
             Row{11, 30min, Gate::allowed},
             Row{12, 60min - 1ms, Gate::locked},
             Row{500, 60min - 1ms, Gate::locked},
             Row{500, 60min, Gate::allowed},
             Row{500, 24h - 1ms, Gate::allowed},
             Row{3, 24h, Gate::allowed},
         }) {
        CAPTURE(row.failures);
        CAPTURE(row.since.count());
        CHECK(may_try(login_policy, {row.failures, now - row.since}, now).gate == row.gate);
    }
    CHECK(may_try(login_policy, {3, now}, now).until == now + 1s);
    CHECK(may_try(login_policy, {10, now}, now).until == now + 15min);
}

TEST_CASE("failures are forgotten after a day, and a clock set back locks nobody for longer") {
    CHECK(failures_counted(login_policy, {9, now - 24h + 1ms}, now) == 9);
    CHECK(failures_counted(login_policy, {9, now - 24h}, now) == 0);
    CHECK(may_try(login_policy, {10, now + 100h}, now).until == now + 15min);
}

TEST_CASE("an office behind one address may err sixty times, and then waits as well") {
    CHECK(may_try(address_policy, {59, now}, now).gate == Gate::allowed);
    CHECK(may_try(address_policy, {60, now}, now).gate == Gate::wait);
    CHECK(may_try(address_policy, {70, now}, now).gate == Gate::locked);
    CHECK(may_try(address_policy, {70, now - 5min}, now).gate == Gate::allowed);
    CHECK(may_try(address_policy, {1000, now - 30min}, now).gate == Gate::allowed);
}

const PasswordPolicy passwords{10, 5, 0};

TEST_CASE("a password has ten characters, is not the login and not what everybody guesses") {
    struct Row {
        std::string_view password, outcome;
    };
    for (const Row& row : {
             Row{"", "access.password_too_short"},
             Row{"k7mp2xqd9", "access.password_too_short"},
             Row{"k7mp2xqd9v", "ok"},
             Row{"绣花功夫最要紧啊", "access.password_too_short"},
             Row{"绣花功夫最要紧，针针到位", "ok"},
             Row{"correct horse", "ok"},
             Row{"Xiuhua-demo-2020", "ok"},
             Row{"1234567890", "access.password_common"},
             Row{"0987654321", "access.password_common"},
             Row{"aaaaaaaaaaaa", "access.password_common"},
             Row{"password123", "access.password_common"},
             Row{"Password2020", "access.password_common"},
             Row{"qwertyuiop", "access.password_common"},
             Row{"woaini1314520", "access.password_common"},
             Row{"zhengzhou2020", "access.password_common"},
             Row{"1q2w3e4r5t6y7u8i", "access.password_common"},
             Row{"abababababab", "access.password_common"},
             Row{"worker_sun", "access.password_is_login"},
             Row{"Worker_Sun2020", "access.password_is_login"},
             Row{"worker_sun has a cow", "ok"},
         }) {
        CAPTURE(row.password);
        const Done done = check_password({row.password, "worker_sun"}, passwords, {});
        CHECK((done ? "ok" : done.error().key) == row.outcome);
    }
    CHECK(check_password({std::string(1025, 'x'), "a"}, passwords, {}).error().key ==
          "access.password_too_long");
}

TEST_CASE("a password is not built of the words that the operator's list holds") {
    const CommonWords words{"sunflower\r\nHorse\ncorrect\nbattery\nstaple\nsun\n\nlongest"};
    CHECK(words.size() == 6);  // "sun" stands in any password by chance.
    CHECK(words.prefix_length("sunflowers") == 9);
    CHECK(words.prefix_length("sun") == 0);
    struct Row {
        std::string_view password, outcome;
    };
    for (const Row& row : {
             Row{"sunflower1984", "access.password_common"},
             Row{"SunFlower2020!", "access.password_common"},
             Row{"correct horse", "access.password_common"},
             Row{"correct horse battery staple", "ok"},
             Row{"向日葵sunflower针针到位", "ok"},
             Row{"k7mp2xqd9v", "ok"},
         }) {
        CAPTURE(row.password);
        const Done done = check_password({row.password, "worker_sun"}, passwords, words);
        CHECK((done ? "ok" : done.error().key) == row.outcome);
    }
}

TEST_CASE("a longer password is asked for when the policy says so") {
    const PasswordPolicy strict{14, 5, 90};
    CHECK(check_password({"k7mp2xqd9vs3f", "a_b"}, strict, {}).error().key ==
          "access.password_too_short");
    CHECK(check_password({"k7mp2xqd9vs3fz", "a_b"}, strict, {}));
    CHECK_FALSE(password_is_old(strict, now - 90 * 24h + 1ms, now));
    CHECK(password_is_old(strict, now - 90 * 24h, now));
    CHECK(password_is_old(strict, std::nullopt, now));
    CHECK_FALSE(password_is_old(passwords, std::nullopt, now));
    const auto outcome = [](const PasswordPolicy& policy) {
        const Done done = check_password_policy(policy);
        return done ? std::string{"ok"} : done.error().fields.at(0).field;
    };
    CHECK(outcome({8, 0, 0}) == "ok");
    CHECK(outcome({64, 24, 30}) == "ok");
    CHECK(outcome({7, 0, 0}) == "characters_min");
    CHECK(outcome({65, 0, 0}) == "characters_min");
    CHECK(outcome({10, 25, 0}) == "reuse_last");
    CHECK(outcome({10, -1, 0}) == "reuse_last");
    CHECK(outcome({10, 5, 29}) == "days_max");
    CHECK(outcome({10, 5, 3'651}) == "days_max");
}

TEST_CASE("a first password can be read aloud and passes its own rule") {
    const std::string password = initial_password(std::string{"\x00\x1f\x20\xff\x07zQ-8kP!", 12});
    CHECK(password.size() == 14);
    CHECK(password[4] == '-');
    CHECK(password.starts_with("a+a+-h"));
    CHECK(check_password({initial_password("3kd9sl2mxp0q"), "worker_sun"}, passwords, {}));
}

TEST_CASE("logins are small letters, digits and . _ - between three and thirty-two") {
    CHECK(normalise_login(" Worker_Sun　") == "worker_sun");
    CHECK(faults_text(login_faults("abc")).empty());
    CHECK(faults_text(login_faults("ab")) == "login:access.login_length");
    CHECK(faults_text(login_faults(std::string(32, 'a'))).empty());
    CHECK(faults_text(login_faults(std::string(33, 'a'))) == "login:access.login_length");
    CHECK(faults_text(login_faults("_abc")) == "login:access.login_characters");
    CHECK(faults_text(login_faults("王小明")) == "login:access.login_characters");
    CHECK(faults_text(name_faults("")) == "name:access.name_length");
}

TEST_CASE("who grants rights must not use them, who audits must not be audited") {
    using R = std::vector<Role>;
    struct Row {
        R roles;
        bool person;
        std::string_view faults;
    };
    for (const Row& row : {
             Row{{Role::administrator}, false, ""},
             Row{{Role::grid_worker, Role::checkpoint}, false, ""},
             Row{{}, false, "roles:access.role_missing"},
             Row{{Role::device}, false, "roles:access.role_device"},
             Row{{Role::administrator, Role::medic}, false, "roles:access.administrator_alone"},
             Row{{Role::command_post, Role::auditor}, false, "roles:access.auditor_alone"},
             Row{{Role::resident, Role::supply}, true, "roles:access.resident_alone"},
             Row{{Role::resident}, false, "roles:access.resident_needs_person"},
             Row{{Role::resident}, true, ""},
             Row{{Role::medic}, true, "roles:access.resident_needs_person"},
         }) {
        CHECK(faults_text(role_faults(row.roles, row.person)) == row.faults);
    }
    CHECK(totp_required({Role::administrator}));
    CHECK(totp_required({Role::grid_worker, Role::reviewer}));
    CHECK_FALSE(totp_required({Role::command_post}));
}

TEST_CASE("areas lie in this subdistrict, and one that covers another swallows it") {
    constexpr std::string_view office = "410105014";
    CHECK(faults_text(area_faults({""}, office)).empty());
    CHECK(faults_text(area_faults({"410105014001", "410105014"}, office)).empty());
    CHECK(faults_text(area_faults({}, office)) == "area_codes:access.area_missing");
    CHECK(faults_text(area_faults({"", "410105015001", "41010501400x"}, office)) ==
          "area_codes[1]:access.area_unknown area_codes[2]:access.area_unknown");
    CHECK(faults_text(area_faults(std::vector<std::string>(201), office)) ==
          "area_codes:access.too_many_areas");
    using Codes = std::vector<std::string>;
    CHECK(normalise_areas({"410105014002", "410105014001003", "410105014001"}) ==
          Codes{"410105014001", "410105014002"});
    CHECK(normalise_areas({"410105014", ""}) == Codes{""});
}

TEST_CASE("nobody changes their own rights, and the last administrator stays") {
    const auto outcome = [](const AccountChange& change) {
        const Done done = check_account_change(change);
        return done ? std::string{"ok"} : done.error().key;
    };
    CHECK(outcome({.own = true}) == "ok");
    CHECK(outcome({.own = true, .changes_rights = true}) == "access.not_yourself");
    CHECK(outcome({.changes_rights = true, .ends_administrator = true}) ==
          "access.last_administrator");
    CHECK(
        outcome({.changes_rights = true, .ends_administrator = true, .other_administrators = 1}) ==
        "ok");
}

TEST_CASE(
    "a session ends twelve hours after it was last used, and after seven days at the latest") {
    Session session;
    session.created_at = now - 24h;
    session.last_seen_at = now - 12h + 1ms;
    CHECK(session_alive(session, now));
    session.last_seen_at = now - 12h;
    CHECK_FALSE(session_alive(session, now));
    session.last_seen_at = now;
    session.created_at = now - 7 * 24h + 1ms;
    CHECK(session_alive(session, now));
    session.created_at = now - 7 * 24h;
    CHECK_FALSE(session_alive(session, now));
}

TEST_CASE("each role's sessions live as the policy says, the strictest of several roles") {
    const SessionPolicy policy{
        720, 168, 10, {{Role::administrator, 120, 24, 3}, {Role::medic, 60, 48, 5}}};
    struct Row {
        std::vector<Role> roles;
        std::int64_t idle_minutes, longest_hours;
        int sessions_max;
    };
    for (const Row& row : {
             Row{{Role::grid_worker}, 720, 168, 10},
             Row{{Role::administrator}, 120, 24, 3},
             Row{{Role::medic}, 60, 48, 5},
             Row{{Role::grid_worker, Role::medic}, 60, 48, 5},
             Row{{Role::administrator, Role::medic}, 60, 24, 3},
             Row{{}, 720, 168, 10},
         }) {
        const SessionLimits limits = session_limits(policy, row.roles);
        CHECK(limits.idle == std::chrono::minutes{row.idle_minutes});
        CHECK(limits.longest == std::chrono::hours{row.longest_hours});
        CHECK(limits.sessions_max == row.sessions_max);
    }
    Session session;
    session.idle_seconds = 7'200;
    session.longest_seconds = 86'400;
    session.created_at = now - 23h;
    session.last_seen_at = now - 2h + 1ms;
    CHECK(session_alive(session, now));
    session.last_seen_at = now - 2h;
    CHECK_FALSE(session_alive(session, now));
    session.last_seen_at = now;
    session.created_at = now - 24h;
    CHECK_FALSE(session_alive(session, now));
}

TEST_CASE("one session more than allowed ends the longest unused, and counts none that is over") {
    const auto session = [](int minutes_unused, int number) {
        Session one;
        one.id =
            SessionId{*parse_uuid("01890000-0000-7000-8000-00000000000" + std::to_string(number))};
        one.created_at = now - 20h;
        one.last_seen_at = now - std::chrono::minutes{minutes_unused};
        return one;
    };
    const std::vector<Session> three{session(5, 1), session(60, 2), session(1, 3)};
    CHECK(sessions_to_end(three, 4, now).empty());
    CHECK(sessions_to_end(three, 3, now) == std::vector{session(60, 2).id});
    CHECK(sessions_to_end(three, 1, now).size() == 3);
    CHECK(sessions_to_end({session(5, 1), session(13 * 60, 2), session(1, 3)}, 3, now).empty());
}

TEST_CASE(
    "a session policy lets nobody out within five minutes nor in for longer than thirty days") {
    const auto outcome = [](const SessionPolicy& policy) {
        const Done done = check_session_policy(policy);
        return done ? std::string{"ok"} : done.error().fields.at(0).field;
    };
    CHECK(outcome({5, 1, 1, {}}) == "ok");
    CHECK(outcome({720, 720, 100, {}}) == "ok");
    CHECK(outcome({4, 1, 1, {}}) == "idle_minutes");
    CHECK(outcome({61, 1, 1, {}}) == "idle_minutes");
    CHECK(outcome({60, 721, 1, {}}) == "longest_hours");
    CHECK(outcome({60, 1, 0, {}}) == "sessions_max");
    CHECK(outcome({60, 1, 1, {{Role::medic, 60, 2, 0}}}) == "by_role[0].sessions_max");
    CHECK(outcome({60, 1, 1, {{Role::medic, 60, 2, 1}, {Role::medic, 60, 2, 1}}}) ==
          "by_role[1].role");
}

TEST_CASE("a token works on its last day and not after, nor when revoked") {
    Token token;
    CHECK(token_alive(token, *parse_date("2099-01-01")));
    token.expires_on = parse_date("2026-03-02");
    CHECK(token_alive(token, *parse_date("2026-03-02")));
    CHECK_FALSE(token_alive(token, *parse_date("2026-03-03")));
    token.revoked_at = now;
    CHECK_FALSE(token_alive(token, *parse_date("2026-03-02")));
}

TEST_CASE("two factors of another kind need no one-time code besides") {
    User user;
    user.roles = {Role::administrator};
    CHECK(due_of(user, Proof::plain) == Due::totp);
    CHECK(due_of(user, Proof::strong) == Due::nothing);
    user.must_change_password = true;
    CHECK(due_of(user, Proof::strong) == Due::password);
}

TEST_CASE("a first password is changed before a second factor is enrolled") {
    User user;
    user.roles = {Role::administrator};
    user.must_change_password = true;
    CHECK(due_of(user, Proof::plain) == Due::password);
    user.must_change_password = false;
    CHECK(due_of(user, Proof::plain) == Due::totp);
    user.totp = true;
    CHECK(due_of(user, Proof::plain) == Due::nothing);
    user.roles = {Role::grid_worker};
    user.totp = false;
    CHECK(due_of(user, Proof::plain) == Due::nothing);
}

TEST_CASE("a device is named as its owner would name it") {
    CHECK(device_label("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                       "Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0") == "Edge · Windows");
    CHECK(device_label("Mozilla/5.0 (Linux; Android 10) Chrome/100 MicroMessenger/8") ==
          "微信 · Android");
    CHECK(device_label("Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) Safari/604") ==
          "Safari · iPhone");
    CHECK(device_label("curl/7.88") == "");
}
