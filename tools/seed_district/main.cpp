// seed_district --data DIR [--small] [--date YYYY-MM-DD] [--seed N] [--url postgresql://…]
// Makes the Longzihu demo district. The same seed and date give the same people, papers' fields, sheets and history;
// keys, ids and nonces are fresh each time, so that nobody can open one demo's sealed columns with another's key.
#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <iostream>

#include "app/commands.hpp"
#include "app/rooms.hpp"
#include "platform/crypto/password.hpp"
#include "platform/log/log.hpp"
#include "tools/seed_district/history.hpp"
#include "tools/seed_district/people.hpp"
#include "tools/seed_district/reports.hpp"
#include "tools/seed_district/schematic.hpp"
#include "tools/seed_district/sheets.hpp"
#include "tools/seed_district/tracks.hpp"

namespace xiuhua::seed {
namespace {

struct Arguments {
    std::filesystem::path data = "data", policy = app::policy_directory();
    std::string date, url, schema = "xiuhua";
    std::uint64_t seed = Options{}.seed;
    bool is_small = false, is_tiny = false, wants_code = false;
};

class Stopwatch {
  public:
    void lap(const std::string& what) {
        const auto now = std::chrono::steady_clock::now();
        std::cout << "  " << what << " ("
                  << std::chrono::duration_cast<std::chrono::milliseconds>(now - last_).count()
                  << " ms)" << std::endl;
        last_ = now;
    }

  private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

Done write_sheets(const std::filesystem::path& folder, const Options& options,
                  const Seeded& people) {
    std::filesystem::create_directories(folder);
    std::ofstream expected{folder / "expected.json"};
    expected << "{\n";
    bool is_first = true;
    for (const Community& community : communities(options)) {
        const auto known = people.known.find(community.code);
        const auto estate = people.estates.find(community.code);
        SheetPlan plan{community.name, estate == people.estates.end() ? "" : estate->second,
                       options.is_small ? 60 : 600,
                       known == people.known.end() ? std::vector<Person>{} : known->second};
        Options own = options;
        own.seed ^= std::stoull(community.code);
        for (const bool is_csv : {false, true}) {
            const std::string name = community.name + (is_csv ? "人员台账.csv" : "人员登记表.xlsx");
            own.seed += is_csv ? 1 : 0;  // Other people in the other file.
            auto rows = is_csv ? write_dirty_csv(folder / name, plan, own)
                               : write_dirty_xlsx(folder / name, plan, own);
            if (!rows) {
                return fail(std::move(rows.error()));
            }
            std::map<std::string, int> counts;
            for (const SheetRow& row : *rows) {
                ++counts[dirt_name(row.dirt)];
            }
            expected << (std::exchange(is_first, false) ? "" : ",\n") << "  \"" << name
                     << "\": " << json::write(counts);
        }
    }
    expected << "\n}\n";
    return {};
}

void print_accounts(const Accounts& accounts, bool has_resident) {
    std::cout << "\nLog in with any of these; the password is " << demo_password << "\n";
    for (const Account& account : accounts.shown) {
        std::cout << "  " << account.login << std::string(14 - account.login.size(), ' ')
                  << json::enum_text(account.role) << "  " << account.name << "\n";
    }
    if (has_resident) {
        std::cout << "  resident      resident  (in isolation today)\n";
    }
    std::cout
        << "admin and reviewers also need a one-time code: ./dev code prints it, or add the secret "
        << crypto::totp_base32(demo_totp_secret) << " to an authenticator.\n";
}

Result<int> seed(const Arguments& arguments) {
    Options options;
    options.seed = arguments.seed;
    options.is_tiny = arguments.is_tiny;
    options.is_small = arguments.is_small || arguments.is_tiny;
    const auto date = parse_date(arguments.date);
    options.today = date ? *date : office_date(SystemClock{}.now());
    Config config = default_config();
    config.data = arguments.data;
    config.database.url = arguments.url;
    config.database.schema = arguments.schema;
    config.database.waits_for_disk = false;
    HistoryPlan plan{options.is_tiny ? 20 : 60, options.is_tiny ? 4 : options.is_small ? 60 : 1500};
    const Instant first_day =
        office_instant(options.today - std::chrono::days{plan.days}, std::chrono::hours{8});
    MovedClock clock{first_day};
    Stopwatch watch;
    XH_TRY(program, Program::create(config, clock, app::rooms(), arguments.policy));
    watch.lap("database made");
    XH_TRY(people, seed_people(*program, options, first_day));
    watch.lap(std::to_string(people.people) + " people in " + std::to_string(people.households) +
              " households");
    XH_TRY(accounts, seed_accounts(*program, options, first_day));
    watch.lap(std::to_string(accounts.total) + " accounts");
    XH_DO(write_sheets(arguments.data / "sheets", options, people));
    watch.lap("the office's spreadsheets, in " + (arguments.data / "sheets").string());
    const Schematic schematic;
    XH_DO(write_base_map(arguments.data, schematic));
    watch.lap("the district's schematic base map");
    ReportDesk reports{*program, clock, options};
    if (!options.is_tiny) {
        XH_DO(reports.open(arguments.data / "sheets"));
        plan.after_day = [&reports](Date day) { return reports.report(day); };
    }
    XH_TRY(history, seed_history(*program, clock, options, plan, people, accounts));
    if (history.resident) {
        XH_DO(seed_resident_account(*program, *history.resident, clock.now()));
    }
    XH_DO(program->settle());
    watch.lap(std::to_string(history.orders) + " orders in " + std::to_string(plan.days) +
              " days: " + std::to_string(history.active) + " active, " +
              std::to_string(history.released) + " released, " + std::to_string(history.reports) +
              " reports, " + std::to_string(history.visits) + " visits, " +
              std::to_string(history.papers) + " papers, " + std::to_string(history.alerts) +
              " alerts handled");
    watch.lap(std::to_string(reports.made()) + " reports upward");
    // Not beyond the reader's own clock: a phone of theirs would report from before the newest position.
    const Instant until = std::min(clock.now(), SystemClock{}.now());
    clock.set(until);
    XH_TRY(tracks, seed_tracks(*program, options, until, history.active_orders, schematic));
    XH_DO(program->settle());
    watch.lap(std::to_string(tracks.positions) + " positions of " + std::to_string(tracks.phones) +
              " phones");
    print_accounts(accounts, history.resident.has_value());
    return 0;
}

}  // namespace
}  // namespace xiuhua::seed

int main(int count, char** words) {
    using namespace xiuhua;
    seed::Arguments arguments;
    CLI::App app{"Makes the invented Longzihu demo district"};
    app.add_option("--data", arguments.data, "where database, keys and sheets go");
    app.add_option("--url", arguments.url, "postgresql://… instead of SQLite");
    app.add_option("--schema", arguments.schema, "PostgreSQL schema");
    app.add_option("--date", arguments.date, "the day that is today (YYYY-MM-DD)");
    app.add_option("--seed", arguments.seed, "another district");
    app.add_option("--policy", arguments.policy, "folder of the dated defaults");
    app.add_flag("--small", arguments.is_small, "about 1,500 people and 60 orders");
    app.add_flag("--tiny", arguments.is_tiny, "about 80 people and 4 orders, to be stored");
    app.add_flag("--code", arguments.wants_code, "print the demo's one-time code of this moment");
    CLI11_PARSE(app, count, words);
    log::start("warn", "");
    if (!crypto::start()) {
        std::cerr << "libsodium does not start\n";
        return 1;
    }
    if (arguments.wants_code) {
        std::cout << crypto::totp_code(seed::demo_totp_secret, SystemClock{}.now()) << "\n";
        return 0;
    }
    const auto done = seed::seed(arguments);
    if (!done) {
        std::cerr << "seed_district: " << done.error().key << " " << done.error().field << " "
                  << done.error().detail << "\n";
        for (const FieldError& field : done.error().fields) {
            std::cerr << "  " << field.field << ": " << field.key << "\n";
        }
        return 1;
    }
    return *done;
}
