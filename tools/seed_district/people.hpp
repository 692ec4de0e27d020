#pragma once
// Puts the invented district into a database: places, households, people, and the accounts of those who work there.
#include <map>
#include <string>
#include <vector>

#include "platform/host/program.hpp"
#include "rooms/access/public.hpp"
#include "rooms/registry/public.hpp"
#include "tools/seed_district/world.hpp"

namespace xiuhua::seed {

// A household that history may pick for isolation.
struct SeededHousehold {
    HouseholdId id;
    std::string area_code;
    std::vector<PersonId> people;
};
struct Seeded {
    std::int64_t people = 0, households = 0, areas = 0;
    std::vector<SeededHousehold> households_kept;      // Every n-th, in the order of their codes.
    std::map<std::string, std::string> estates;        // Community code → an estate's name.
    std::map<std::string, std::vector<Person>> known;  // Community code → some of its people.
};
// One transaction a grid. `now` is when the register was filled: before the first order.
Result<Seeded> seed_people(Program& program, const Options& options, Instant now);

struct Account {
    std::string login, name;
    Role role;
    std::vector<std::string> area_codes;
    std::optional<PersonId> person = {};
};
struct Accounts {
    std::vector<Account> shown;                    // Whom ./dev run names: one a role.
    std::map<std::string, UserId> worker_of_grid;  // Grid code → who works there.
    std::map<std::string, UserId> lead_of_community;
    std::vector<UserId> reviewers;
    std::int64_t total = 0;
};
// All with demo_password; those who need a one-time code with demo_totp_secret. `resident` gets an account too.
Result<Accounts> seed_accounts(Program& program, const Options& options, Instant now);
Result<UserId> seed_resident_account(Program& program, PersonId person, Instant now);

inline constexpr const char* demo_password = "Xiuhua-demo-2020";
inline constexpr const char* demo_totp_secret =
    "xiuhua-demo-secret-2020";  // Raw bytes; never for a real office.

}  // namespace xiuhua::seed
