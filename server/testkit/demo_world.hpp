#pragma once
// The named world of every test: two communities of the Longzihu subdistrict, invented people, one user a role.
// Names are keys: world.person("江小明"), world.user("lead_qian").
#include <map>
#include <string>
#include <vector>

#include "platform/host/program.hpp"

namespace xiuhua::testkit {

inline constexpr std::string_view demo_password = "Xiuhua-demo-2020";
inline constexpr std::string_view demo_totp_secret = "xiuhua-demo-totp-key";  // 20 raw bytes

inline constexpr std::string_view subdistrict = "410105014";  // 龙子湖街道
inline constexpr std::string_view yaoqiao = "410105014001";   // 姚桥社区
inline constexpr std::string_view zhiqi = "410105014008";     // 知启街社区
inline constexpr std::string_view yaoqiao_grid_1 = "410105014001001";
inline constexpr std::string_view yaoqiao_grid_2 = "410105014001002";
inline constexpr std::string_view zhiqi_grid_1 = "410105014008001";

struct DemoUser {
    std::string_view login;  // "lead_qian": also the name in Scenario::as
    std::string_view name;   // 钱丽华
    Role role;
    std::string_view area_code;    // Empty: the whole subdistrict.
    std::string_view person = {};  // Residents: who they are in the register.
};
// One a role, and two grid workers of different communities. device_gate has a token, not a password.
const std::vector<DemoUser>& demo_users();

struct DemoPerson {
    std::string_view name, identity_number, phone;
    std::string_view household;  // "410105014001001 101": see demo_world.cpp
    std::string_view guardian = {};
    bool smartphone = true;
};
const std::vector<DemoPerson>& demo_people();

// What must never leave in clear: every invented identity number, phone and room of demo_people().
std::vector<std::string> personal_markers();

struct DemoWorld {
    std::map<std::string, UserId, std::less<>> users;            // By login.
    std::map<std::string, PersonId, std::less<>> people;         // By name.
    std::map<std::string, HouseholdId, std::less<>> households;  // By "姚桥 101".
    std::string device_token;

    UserId user(std::string_view login) const { return users.find(login)->second; }
    PersonId person(std::string_view name) const { return people.find(name)->second; }
    HouseholdId household(std::string_view name) const { return households.find(name)->second; }
    // As text, for paths and bodies.
    std::string person_id(std::string_view name) const { return to_text(person(name)); }
    std::string user_id(std::string_view login) const { return to_text(user(login)); }
};

// Writes it into an empty program's database.
Result<DemoWorld> seed_demo_world(Program& program);

}  // namespace xiuhua::testkit
