#include "tools/seed_district/people.hpp"

#include <fmt/format.h>

#include "platform/crypto/password.hpp"
#include "platform/host/room.hpp"

namespace xiuhua::seed {
namespace {

constexpr int keep_every = 8;          // Of households, for history to choose from.
constexpr std::size_t known_max = 60;  // People of a community that come again in its spreadsheet.

registry::ZoneKind zone_kind(Zone zone) {
    switch (zone) {
        case Zone::resettlement:
            return registry::ZoneKind::resettlement;
        case Zone::campus:
            return registry::ZoneKind::campus;
        case Zone::office_park:
            return registry::ZoneKind::office_park;
        case Zone::city:
            return registry::ZoneKind::city;
    }
    return registry::ZoneKind::city;
}

std::string grid_code(const Community& community, int number) {
    return community.code + fmt::format("{:03}", number);
}

// Writes one grid inside a running transaction.
class GridWriter {
  public:
    GridWriter(Context& context, const Community& community, Seeded& seeded)
        : context_(context), community_(community), seeded_(seeded) {}

    Done write(const Grid& grid, const std::string& code) {
        XH_DO(add(code, registry::AreaLevel::grid, grid.name, community_.zone));
        const std::string estate = code + "01";
        XH_DO(add(estate, registry::AreaLevel::estate, grid.estate.name, grid.estate.zone));
        seeded_.estates.emplace(community_.code, grid.estate.name);
        int building_number = 0;
        for (const Building& building : grid.estate.buildings) {
            const std::string building_code = estate + fmt::format("{:03}", ++building_number);
            XH_DO(
                add(building_code, registry::AreaLevel::building, building.name, grid.estate.zone));
            int unit_number = 0;
            for (const Unit& unit : building.units) {
                const std::string unit_code = building_code + fmt::format("{:02}", ++unit_number);
                XH_DO(add(unit_code, registry::AreaLevel::unit, unit.name, grid.estate.zone));
                for (const Household& household : unit.households) {
                    XH_DO(write_household(household, unit_code));
                }
            }
        }
        return {};
    }

  private:
    Done add(const std::string& code, registry::AreaLevel level, const std::string& name,
             Zone zone) {
        registry::Area area;
        area.code = code;
        area.level = level;
        area.name = name;
        area.zone = zone_kind(zone);
        XH_DO(registry::add_area(context_, area));
        ++seeded_.areas;
        return {};
    }

    Done write_household(const Household& household, const std::string& unit_code) {
        XH_TRY(id, registry::add_household(context_, unit_code, household.name));
        SeededHousehold kept{id, unit_code, {}};
        for (const Person& person : household.people) {
            registry::PersonInput input;
            input.name = person.name;
            input.identity_number = person.identity_number;
            input.phone = person.phone;
            input.sex = person.is_male ? registry::Sex::male : registry::Sex::female;
            input.birth_date = person.birth_date;
            input.smartphone =
                person.has_smartphone ? registry::Smartphone::yes : registry::Smartphone::no;
            if (person.guardian >= 0 &&
                static_cast<std::size_t>(person.guardian) < kept.people.size()) {
                input.guardian = kept.people[static_cast<std::size_t>(person.guardian)];
            }
            XH_TRY(added, registry::add_person(context_, id, input));
            kept.people.push_back(added);
            auto& known = seeded_.known[community_.code];
            if (known.size() < known_max && !person.phone.empty()) {
                known.push_back(person);
            }
        }
        seeded_.people += static_cast<std::int64_t>(kept.people.size());
        if (seeded_.households++ % keep_every == 0) {
            seeded_.households_kept.push_back(std::move(kept));
        }
        return {};
    }

    Context& context_;
    const Community& community_;
    Seeded& seeded_;
};

}  // namespace

Result<Seeded> seed_people(Program& program, const Options& options, Instant now) {
    Seeded seeded;
    Services& services = program.services();
    XH_DO(services.db.write([&](Tx& tx) -> Done {
        Context context{tx, program_viewer(), services, now, ""};
        registry::Area office;
        office.code = services.config.office.area_code;
        office.level = registry::AreaLevel::subdistrict;
        office.name = "龙子湖街道";
        XH_DO(registry::add_area(context, office));
        for (const Community& community : communities(options)) {
            registry::Area area;
            area.code = community.code;
            area.level = registry::AreaLevel::community;
            area.name = community.name;
            area.zone = zone_kind(community.zone);
            XH_DO(registry::add_area(context, area));
        }
        return {};
    }));
    for (const Community& community : communities(options)) {
        Seeded after;
        // One commit a community: each would write nearly every page of the indexes by name and number again.
        XH_DO(services.db.write([&](Tx& tx) -> Done {
            after = seeded;  // A retried transaction counts anew.
            Context context{tx, program_viewer(), services, now, ""};
            GridWriter writer{context, community, after};
            for (int number = 1; number <= community.grids; ++number) {
                XH_DO(writer.write(make_grid(options, community, number),
                                   grid_code(community, number)));
            }
            return {};
        }));
        seeded = std::move(after);
    }
    return seeded;
}

namespace {

class AccountWriter {
  public:
    AccountWriter(Context& context, std::string password_hash)
        : context_(context), password_hash_(std::move(password_hash)) {}

    Result<UserId> add(const Account& account) {
        access::NewUser user;
        user.login = account.login;
        user.name = account.name;
        user.roles = {account.role};
        user.area_codes = account.area_codes;
        user.person = account.person;
        user.password_hash = password_hash_;
        user.must_change_password = false;
        if (account.role == Role::administrator || account.role == Role::reviewer) {
            user.totp_secret = demo_totp_secret;
        }
        return access::create_user(context_, user);
    }

  private:
    Context& context_;
    std::string password_hash_;
};

// Those who work for the whole subdistrict, one of each role.
std::vector<Account> office_accounts() {
    return {
        {"admin", "陈管理", Role::administrator, {""}},
        {"command", "赵指挥", Role::command_post, {""}},
        {"reviewer", "周审核", Role::reviewer, {""}},
        {"reviewer2", "吴审核", Role::reviewer, {""}},
        {"medic", "冯医生", Role::medic, {""}},
        {"auditor", "魏审计", Role::auditor, {""}},
        {"supply", "郑供应", Role::supply, {""}},
        {"counsellor", "王疏导", Role::counsellor, {""}},
        {"checkpoint", "吴卡点", Role::checkpoint, {""}},
    };
}

}  // namespace

Result<Accounts> seed_accounts(Program& program, const Options& options, Instant now) {
    XH_TRY(hash, crypto::hash_password(demo_password));
    Services& services = program.services();
    return services.db.write([&](Tx& tx) -> Result<Accounts> {
        Accounts accounts;
        Context context{tx, program_viewer(), services, now, ""};
        AccountWriter writer{context, hash};
        Random random{options.seed ^ 0xACC0};
        for (const Account& account : office_accounts()) {
            XH_TRY(id, writer.add(account));
            accounts.shown.push_back(account);
            ++accounts.total;
            if (account.role == Role::reviewer) {
                accounts.reviewers.push_back(id);
            }
        }
        int number = 0;
        for (const Community& community : communities(options)) {
            ++number;
            const auto name = [&] { return make_person(random, options.today, 25, 55).name; };
            const Account lead{
                fmt::format("lead{}", number), name(), Role::community_lead, {community.code}};
            XH_TRY(lead_id, writer.add(lead));
            accounts.lead_of_community[community.code] = lead_id;
            for (int grid = 1; grid <= community.grids; ++grid) {
                const Account worker{fmt::format("worker{}.{}", number, grid),
                                     name(),
                                     Role::grid_worker,
                                     {grid_code(community, grid)}};
                XH_TRY(worker_id, writer.add(worker));
                accounts.worker_of_grid[grid_code(community, grid)] = worker_id;
                if (number == 1 && grid == 1) {
                    accounts.shown.push_back(lead);
                    accounts.shown.push_back(worker);
                }
            }
            accounts.total += community.grids + 1;
        }
        return accounts;
    });
}

Result<UserId> seed_resident_account(Program& program, PersonId person, Instant now) {
    XH_TRY(hash, crypto::hash_password(demo_password));
    Services& services = program.services();
    return services.db.write([&](Tx& tx) -> Result<UserId> {
        Context context{tx, program_viewer(), services, now, ""};
        AccountWriter writer{context, hash};
        XH_TRY(found, registry::find_person(tx, program_viewer().scope, person));
        if (!found) {
            return fail(ErrorCode::internal, "seed.no_resident");
        }
        return writer.add({"resident", found->name, Role::resident, {found->area_code}, person});
    });
}

}  // namespace xiuhua::seed
