// Writes numbered actions as a room would, until somebody kills it; then checks what is left.
//   fault_writer write DIRECTORY FIRST   prints each number and the time (ms) behind its acknowledgement, one line a
//                                        write(2)
//   fault_writer check DIRECTORY FILE    FILE: the acknowledged numbers; one JSON line; exit 1 on a breach
// XIUHUA_FAULT_CONTINUOUS and XIUHUA_FAULT_PUBLIC_KEY: a continuous copy into that folder.
// XIUHUA_FAULT_URL and XIUHUA_FAULT_SCHEMA choose PostgreSQL; otherwise DIRECTORY/xiuhua.db.
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "platform/audit/audit.hpp"
#include "platform/host/program.hpp"
#include "platform/log/log.hpp"

namespace xiuhua::fault {
namespace {

constexpr int hands = 16;  // Callers at once: enough for groups of commits.

constexpr Query make_actions{"fault.make_actions",
                             "CREATE TABLE IF NOT EXISTS fault_action (number BIGINT PRIMARY KEY)"};
constexpr Query make_deliveries{
    "fault.make_deliveries",
    "CREATE TABLE IF NOT EXISTS fault_delivery (number BIGINT NOT NULL, event_id TEXT NOT NULL)"};
constexpr Query put_action{"fault.put_action", "INSERT INTO fault_action (number) VALUES (?1)"};
constexpr Query put_delivery{"fault.put_delivery",
                             "INSERT INTO fault_delivery (number, event_id) VALUES (?1, ?2)"};
constexpr Query all_actions{"fault.all_actions", "SELECT number FROM fault_action ORDER BY number"};
constexpr Query all_deliveries{"fault.all_deliveries",
                               "SELECT number FROM fault_delivery ORDER BY number"};
constexpr Query all_audited{"fault.all_audited",
                            "SELECT CAST(subject AS BIGINT) FROM audit_entry"
                            " WHERE action = 'fault.write' ORDER BY CAST(subject AS BIGINT)"};

std::int64_t number_of(std::string_view text) {
    std::int64_t number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Done deliver(Context& context, const StoredEvent& event) {
    XH_DO(context.tx.exec(put_delivery, number_of(event.subject), event.id));
    return {};
}

void join(RoomHost& host) {
    host.on_event("fault.written", "fault.deliver", deliver);
}

const Room room{"fault", join};

const char* setting(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

Result<std::unique_ptr<Program>> open(const std::filesystem::path& directory, const Clock& clock) {
    static Config config;
    config.data = directory;
    const std::string file = "sqlite:" + (directory / "xiuhua.db").string();
    config.database.url = setting("XIUHUA_FAULT_URL", file.c_str());
    config.database.schema = setting("XIUHUA_FAULT_SCHEMA", "xiuhua");
    config.database.readers = hands;
    config.backup.continuous = setting("XIUHUA_FAULT_CONTINUOUS", "");
    config.backup.public_key = setting("XIUHUA_FAULT_PUBLIC_KEY", "");
    const std::filesystem::path policies = directory / "policy";
    std::filesystem::create_directories(policies);
    static const std::array<const Room*, 1> rooms{&room};
    XH_TRY(program, Program::create(config, clock, rooms, policies));
    XH_DO(program->services().db.write([](Tx& tx) -> Done {
        XH_DO(tx.exec(make_actions));
        XH_DO(tx.exec(make_deliveries));
        return {};
    }));
    return std::move(program);
}

Done write_one(Database& db, Instant now, std::int64_t number) {
    const std::string subject = std::to_string(number);
    return db.write([&](Tx& tx) -> Done {
        XH_DO(tx.exec(put_action, number));
        XH_DO(audit::append(tx, now,
                            {.actor = {},
                             .action = "fault.write",
                             .subject_kind = "number",
                             .subject = subject,
                             .person = {},
                             .area_code = {},
                             .reason = {},
                             .facts = {}}));
        return outbox::append(
            tx, now, {.kind = "fault.written", .subject = subject, .area_code = {}, .payload = {}});
    });
}

// With the time of the acknowledgement, in milliseconds.
void say_number(std::int64_t number, Instant now) {
    const std::string line =
        std::to_string(number) + " " + std::to_string(now.time_since_epoch().count()) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::_Exit(4);
    }
}

int report(const Error& error) {
    std::cerr << error.key << " " << error.detail << "\n";
    return error.code == ErrorCode::unavailable ? 5 : 3;
}

// Runs until killed. A passing fault is not acknowledged; its number is not used again.
int write_for_ever(const std::filesystem::path& directory, std::int64_t first) {
    const SystemClock clock;
    const auto program = open(directory, clock);
    if (!program) {
        return report(program.error());
    }
    (*program)->start();
    std::atomic<std::int64_t> next = first;
    std::vector<std::thread> threads;
    for (int hand = 0; hand < hands; ++hand) {
        threads.emplace_back([&] {
            for (;;) {
                const std::int64_t number = next++;
                const Done done = write_one((*program)->services().db, clock.now(), number);
                if (done) {
                    say_number(number, clock.now());
                } else if (report(done.error()) != 5) {
                    std::_Exit(3);
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return 0;
}

struct Found {
    std::vector<std::int64_t> actions, deliveries, audited;
    audit::Verification chain;
};

Result<Found> look(Program& program) {
    for (int handled = 1; handled > 0;) {
        XH_TRY(count, program.settle());
        handled = count;
    }
    return program.services().db.read([](Tx& tx) -> Result<Found> {
        XH_TRY(actions, tx.rows<std::int64_t>(all_actions));
        XH_TRY(deliveries, tx.rows<std::int64_t>(all_deliveries));
        XH_TRY(audited, tx.rows<std::int64_t>(all_audited));
        XH_TRY(chain, audit::verify(tx));
        return Found{actions, deliveries, audited, chain};
    });
}

int check(const std::filesystem::path& directory, const char* file) {
    const SystemClock clock;
    auto program = open(directory, clock);
    if (!program) {
        return report(program.error());
    }
    const auto found = look(**program);
    if (!found) {
        return report(found.error());
    }
    std::int64_t acknowledged = 0;
    std::int64_t lost = 0;
    std::ifstream lines{file};
    for (std::string line; std::getline(lines, line); ++acknowledged) {
        lost += std::binary_search(found->actions.begin(), found->actions.end(), number_of(line))
                    ? 0
                    : 1;
    }
    // Every action that is there, acknowledged or not, has exactly one audit entry and one delivery.
    const bool delivered_once = found->deliveries == found->actions;
    const bool audited_once = found->audited == found->actions;
    const bool chain_whole = found->chain.broken_at == 0 && found->chain.unsealed == 0;
    std::cout << "{\"acknowledged\":" << acknowledged << ",\"lost\":" << lost
              << ",\"present\":" << found->actions.size()
              << ",\"deliveries\":" << found->deliveries.size()
              << ",\"delivered_exactly_once\":" << (delivered_once ? "true" : "false")
              << ",\"audited_exactly_once\":" << (audited_once ? "true" : "false")
              << ",\"chain_entries\":" << found->chain.entries
              << ",\"chain_whole\":" << (chain_whole ? "true" : "false") << "}\n";
    return lost == 0 && delivered_once && audited_once && chain_whole && acknowledged > 0 ? 0 : 1;
}

}  // namespace
}  // namespace xiuhua::fault

int main(int argc, char** argv) {
    xiuhua::log::start("error", "");
    const std::string_view command = argc == 4 ? argv[1] : "";
    if (command == "write") {
        return xiuhua::fault::write_for_ever(argv[2], xiuhua::fault::number_of(argv[3]));
    }
    if (command == "check") {
        return xiuhua::fault::check(argv[2], argv[3]);
    }
    std::cerr << "fault_writer write DIRECTORY FIRST | check DIRECTORY FILE\n";
    return 2;
}
