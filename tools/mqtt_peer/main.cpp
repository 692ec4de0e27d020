// The two ends of a broker for tests/faults/mqtt.sh: a phone that numbers its positions, and an office that stores them.
//   mqtt_peer phone PORT FIRST            prints a number when the broker has confirmed it; SIGTERM: finish, then end
//   mqtt_peer office PORT DIRECTORY       stores what comes, acknowledges after the commit; until killed
//   mqtt_peer check DIRECTORY FILE        FILE: the confirmed numbers; one JSON line; exit 1 when one is missing
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <iostream>

#include "adapters/mqtt/client.hpp"
#include "adapters/owntracks/owntracks.hpp"
#include "platform/db/db.hpp"
#include "platform/log/log.hpp"

namespace xiuhua::peer {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t first_second =
    1'700'000'000;                     // A position's number is its fix time from here.
constexpr std::size_t open_max = 200;  // Publications that wait for the broker.

constexpr Query make_positions{"peer.make_positions",
                               "CREATE TABLE IF NOT EXISTS position (number BIGINT PRIMARY KEY,"
                               " receipts BIGINT NOT NULL)"};
constexpr Query put_position{"peer.put_position",
                             "INSERT INTO position (number, receipts) VALUES (?1, 1)"
                             " ON CONFLICT (number) DO UPDATE SET receipts = receipts + 1"};
constexpr Query all_numbers{"peer.all_numbers", "SELECT number FROM position ORDER BY number"};
constexpr Query again_count{"peer.again_count",
                            "SELECT COALESCE(SUM(receipts - 1), 0) FROM position"};

std::int64_t number_of(std::string_view text) {
    std::int64_t number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

mqtt::Settings settings(int port, std::string name, std::vector<std::string> filters) {
    return {.port = port,
            .certificates = {},
            .session = {.client_id = std::move(name),
                        .username = {},
                        .password = {},
                        .filters = std::move(filters)},
            .retry_first = 50ms,
            .retry_last = 500ms};
}

std::string position(std::int64_t number) {
    return fmt::format(R"({{"_type":"location","lat":34.8,"lon":113.8,"acc":15,"tst":{}}})",
                       first_second + number);
}

void say_number(std::int64_t number) {
    const std::string line = std::to_string(number) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::_Exit(4);
    }
}

volatile sig_atomic_t is_ending = 0;

int phone(int port, std::int64_t first) {
    signal(SIGTERM, [](int) { is_ending = 1; });
    mqtt::Client client{settings(port, "phone", {}), [](auto) { return Done{}; }};
    std::map<std::uint16_t, std::int64_t> open;
    for (std::int64_t next = first; is_ending == 0 || !open.empty();) {
        while (is_ending == 0 && open.size() < open_max) {
            if (const auto id = client.publish("owntracks/jane/phone", position(next))) {
                open[*id] = next++;
            }
        }
        for (const std::uint16_t id : client.take_confirmed()) {
            say_number(open[id]);
            open.erase(id);
        }
        std::this_thread::sleep_for(2ms);
    }
    return 0;
}

Result<std::unique_ptr<Database>> open_database(const std::filesystem::path& directory) {
    DatabaseConfig config;
    config.url = "sqlite:" + (directory / "positions.db").string();
    XH_TRY(database, Database::open(config));
    XH_DO(database->write([](Tx& tx) -> Done {
        XH_DO(tx.exec(make_positions));
        return {};
    }));
    return std::move(database);
}

Done store(Database& database, std::span<const mqtt::Message> messages) {
    return database.write([&](Tx& tx) -> Done {
        for (const mqtt::Message& message : messages) {
            const auto upload = owntracks::decode(message.payload, nullptr, {});
            if (!upload) {
                continue;  // Never understood: acknowledged, so that it does not come back for ever.
            }
            for (const positions::Fix& fix : upload->fixes) {
                const auto since =
                    fix.fix_time.time_since_epoch() - std::chrono::seconds{first_second};
                XH_DO(tx.exec(put_position,
                              std::chrono::duration_cast<std::chrono::seconds>(since).count()));
            }
        }
        return {};
    });
}

int office(int port, const std::filesystem::path& directory) {
    auto database = open_database(directory);
    if (!database) {
        std::cerr << database.error().key << " " << database.error().detail << "\n";
        return 3;
    }
    const mqtt::Client client{settings(port, "xiuhua-office", {"owntracks/+/+"}),
                              [&](auto messages) { return store(**database, messages); }};
    while (true) {
        std::this_thread::sleep_for(1h);
    }
}

int check(const std::filesystem::path& directory, const char* file) {
    auto database = open_database(directory);
    if (!database) {
        return 3;
    }
    std::vector<std::int64_t> stored;
    std::int64_t again = 0;
    const Done read = (*database)->read([&](Tx& tx) -> Done {
        XH_TRY(numbers, tx.rows<std::int64_t>(all_numbers));
        XH_TRY(count, tx.rows<std::int64_t>(again_count));
        stored = std::move(numbers);
        again = count.front();
        return {};
    });
    if (!read) {
        return 3;
    }
    std::int64_t confirmed = 0, lost = 0;
    std::ifstream lines{file};
    for (std::string line; std::getline(lines, line); ++confirmed) {
        lost += std::binary_search(stored.begin(), stored.end(), number_of(line)) ? 0 : 1;
    }
    std::cout << "{\"confirmed\":" << confirmed << ",\"lost\":" << lost
              << ",\"stored\":" << stored.size() << ",\"resends_recognised\":" << again << "}\n";
    return lost == 0 && confirmed > 0 ? 0 : 1;
}

}  // namespace
}  // namespace xiuhua::peer

int main(int argc, char** argv) {
    xiuhua::log::start("error", "");
    const std::string_view command = argc == 4 ? argv[1] : "";
    if (command == "phone") {
        return xiuhua::peer::phone(std::atoi(argv[2]), xiuhua::peer::number_of(argv[3]));
    }
    if (command == "office") {
        return xiuhua::peer::office(std::atoi(argv[2]), argv[3]);
    }
    if (command == "check") {
        return xiuhua::peer::check(argv[2], argv[3]);
    }
    std::cerr << "mqtt_peer phone PORT FIRST | office PORT DIRECTORY | check DIRECTORY FILE\n";
    return 2;
}
