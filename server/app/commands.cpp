#include "app/commands.hpp"

#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>
#include <iostream>

#include "app/contract.hpp"
#include "app/position_broker.hpp"
#include "app/rooms.hpp"
#include "app/say.hpp"
#include "app/signals.hpp"
#include "app/test_clock.hpp"
#include "platform/audit/audit.hpp"
#include "platform/backup/keeper.hpp"
#include "platform/health/watch.hpp"
#include "platform/host/program.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"
#include "rooms/access/public.hpp"

namespace xiuhua::app {
namespace {

std::filesystem::path pid_file(const Config& config) {
    return config.data / "xiuhua.pid";
}
std::filesystem::path level_file(const Config& config) {
    return config.data / "log-level";
}

// Tells `set-log-level` whom to signal; gone with the server.
class PidFile {
  public:
    explicit PidFile(std::filesystem::path file) : file_(std::move(file)) {
        std::ofstream{file_} << getpid() << "\n";
    }
    PidFile(const PidFile&) = delete;
    PidFile& operator=(const PidFile&) = delete;
    ~PidFile() {
        std::error_code ignored;
        std::filesystem::remove(file_, ignored);
    }

  private:
    std::filesystem::path file_;
};

void reload_log_level(const Config& config) {
    std::string level;
    std::ifstream{level_file(config)} >> level;
    if (!level.empty() && log::set_level(level)) {
        log::info("log.level_changed", {{"level", level}});
    }
}

int run(const Config& config, Program& program) {
    // Reads the web from the disk while the program recalls its latest events from the database.
    auto made = std::async(std::launch::async, [&] {
        return HttpServer::create(config, program.router(), program.services().live);
    });
    program.start();
    auto server = made.get();
    if (!server) {
        program.stop();
        return say(server.error());
    }
    if (auto started = (*server)->start(); !started) {
        program.stop();
        return say(started.error());
    }
    auto broker = PositionBroker::start(program.services());
    const PidFile running{pid_file(config)};
    backup::Keeper keeper{program.services()};
    health::Watch watch{{config.data, config.backup.folder, config.backup.continuous}};
    keeper.start();
    log::info("xiuhua.serving", {{"version", std::string{XIUHUA_VERSION}},
                                 {"address", config.http.address},
                                 {"port", (*server)->port()},
                                 {"tls_port", (*server)->tls_port()}});
    std::cout << "http://" << config.http.address << ":" << (*server)->port() << std::endl;
    while (wait_for_signal() == Signal::reload) {
        reload_log_level(config);
    }
    log::info("xiuhua.stopping");
    broker.reset();
    (*server)->stop();
    program.stop();
    keeper.stop();  // Last: a backup may take long, and everything acknowledged is safe by now.
    log::info("xiuhua.stopped");
    return well;
}

// A program on a database of its own, for what is printed from its routes.
template <typename Print>
int with_scratch_program(Print&& print) {
    std::string folder = (std::filesystem::temp_directory_path() / "xiuhua_XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
        return say({ErrorCode::unavailable, "host.no_data_directory", {}, folder});
    }
    log::set_level("error");
    Config config;
    config.data = folder;
    const SystemClock clock;
    int status = could_not;
    {
        auto program = Program::create(config, clock, rooms(), policy_directory());
        status = program ? print((*program)->router()) : say(program.error());
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return status;
}

}  // namespace

int say(const Error& error) {
    std::cerr << "xiuhua: " << error.key;
    for (const std::string& part : {error.field, error.detail}) {
        std::cerr << (part.empty() ? "" : ": ") << part;
    }
    std::cerr << "\n";
    for (const FieldError& field : error.fields) {
        std::cerr << "  " << field.field << ": " << field.key << "\n";
    }
    return could_not;
}

std::optional<Config> configure(const ConfigSource& source, std::ostream& problems) {
    ConfigProblems found;
    auto config = load_config(source.file, found);
    for (const std::string& line : found.lines) {
        problems << line << "\n";
    }
    if (!config) {
        return std::nullopt;
    }
    if (!source.data.empty()) {
        config->data = source.data;
    }
    if (!source.address.empty()) {
        config->http.address = source.address;
    }
    if (!source.web.empty()) {
        config->http.web_directory = source.web;
    }
    config->http.port = source.port.value_or(config->http.port);
    return std::move(*config);
}

std::filesystem::path policy_directory() {
    constexpr int levels_up_max = 4;  // build/dev/bin/xiuhua stands three below the tree.
    std::error_code none;
    auto folder = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
    for (int level = 0; level <= levels_up_max && !folder.empty(); ++level) {
        for (const char* place : {"policy", "share/xiuhua/policy"}) {
            if (std::filesystem::is_directory(folder / place, none)) {
                return folder / place;
            }
        }
        folder = folder.parent_path();
    }
    return "policy";
}

int serve(const Config& config) {
    log::start(config.log.level, config.log.file);
    const SystemClock system_clock;
    ControlledClock controlled_clock{system_clock};
    const bool controlled = config.test.controlled_clock;
    const Clock& clock = controlled ? static_cast<const Clock&>(controlled_clock) : system_clock;
    auto program = Program::create(config, clock, rooms(), policy_directory());
    if (!program) {
        return say(program.error());
    }
    if (controlled) {
        log::warn("xiuhua.controlled_clock");
        add_test_clock((*program)->router(), controlled_clock);
    }
    return run(config, **program);
}

int verify_audit(const Config& config, std::ostream& out) {
    DatabaseConfig place = database_config(config);
    place.readers = 1;
    auto database = Database::open(place);
    if (!database) {
        return say(database.error());
    }
    auto verification = (*database)->read([](Tx& tx) { return audit::verify(tx); });
    if (!verification) {
        return say(verification.error());
    }
    out << json::write(*verification) << "\n";
    return verification->broken_at == 0 ? well : wrong;
}

int create_admin(const Config& config, const AdministratorToMake& whom, std::ostream& out) {
    const SystemClock clock;
    Config own = config;
    own.backup.continuous.clear();  // The server's, if one runs, follows what is written here too.
    auto program = Program::create(own, clock, rooms(), policy_directory());
    if (!program) {
        return say(program.error());
    }
    Services& services = (*program)->services();
    const auto account =
        whom.recover ? access::recover_administrator(services, whom.login)
                     : access::create_administrator(services, whom.login,
                                                    whom.name.empty() ? whom.login : whom.name);
    if (!account) {
        return say(account.error());
    }
    out << "login:    " << account->login << "\npassword: " << account->password
        << "\nThe password is shown once and is changed at the first log-in.\n";
    return well;
}

int print_contract(std::ostream& out) {
    return with_scratch_program([&](const Router& router) {
        auto text = contract(router);
        if (!text) {
            return say(text.error());
        }
        out << *text;
        return well;
    });
}

int print_matrix(std::ostream& out) {
    return with_scratch_program([&](const Router& router) {
        out << permission_matrix(router);
        return well;
    });
}

int change_log_level(const Config& config, const std::string& level, std::ostream& out) {
    pid_t pid = 0;
    std::ifstream{pid_file(config)} >> pid;
    std::ofstream{level_file(config)} << level << "\n";
    if (pid <= 0 || kill(pid, SIGHUP) != 0) {
        out << "no server runs on " << config.data.string() << "\n";
        return wrong;
    }
    return well;
}

}  // namespace xiuhua::app
