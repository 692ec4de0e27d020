// The phone's end of a broker for tests/faults/mqtt.sh: one that numbers its positions by their fix times.
//   mqtt_peer phone PORT FIRST TOPIC FIRST_MS   prints a number when the broker has confirmed it; SIGTERM: finish, then
//                                               end. Number n was fixed at FIRST_MS + n * 100, in milliseconds.
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <iostream>

#include "adapters/mqtt/client.hpp"
#include "platform/log/log.hpp"

namespace xiuhua::peer {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t step_ms = 100;  // A day holds 864,000 of them.
constexpr std::size_t open_max = 200;  // Publications that wait for the broker.

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

std::string position(std::int64_t first_ms, std::int64_t number) {
    return fmt::format(R"({{"_type":"location","lat":34.8,"lon":113.8,"acc":15,"tst":{}}})",
                       first_ms + number * step_ms);
}

void say_number(std::int64_t number) {
    const std::string line = std::to_string(number) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::_Exit(4);
    }
}

volatile sig_atomic_t is_ending = 0;

int phone(int port, std::int64_t first, const char* topic, std::int64_t first_ms) {
    signal(SIGTERM, [](int) { is_ending = 1; });
    mqtt::Client client{settings(port, "phone", {}), [](auto) { return Done{}; }};
    std::map<std::uint16_t, std::int64_t> open;
    for (std::int64_t next = first; is_ending == 0 || !open.empty();) {
        if (is_ending == 0 &&
            open.size() < open_max) {  // 500 a second: a district of 30,000 phones.
            if (const auto id = client.publish(topic, position(first_ms, next))) {
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

}  // namespace
}  // namespace xiuhua::peer

int main(int argc, char** argv) {
    xiuhua::log::start("error", "");
    if (argc == 6 && std::string_view{argv[1]} == "phone") {
        return xiuhua::peer::phone(std::atoi(argv[2]), xiuhua::peer::number_of(argv[3]), argv[4],
                                   xiuhua::peer::number_of(argv[5]));
    }
    std::cerr << "mqtt_peer phone PORT FIRST TOPIC FIRST_MS\n";
    return 2;
}
