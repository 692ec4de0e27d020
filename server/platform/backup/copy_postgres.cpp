// PostgreSQL's own pg_dump and pg_restore do the copying; the snapshot is ours, so that what is checked is what is
// copied.
#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <thread>

#include "platform/backup/engine_copy.hpp"
#include "platform/backup/files.hpp"

extern char** environ;

namespace xiuhua::backup {
namespace {

using namespace std::chrono_literals;

constexpr Query export_snapshot{"backup.export_snapshot", "SELECT pg_export_snapshot()"};
constexpr Query no_timeout{"backup.no_timeout", "SET LOCAL statement_timeout TO 0"};
constexpr Query still_here{"backup.still_here", "SELECT CAST(1 AS BIGINT)"};
constexpr auto still_here_every =
    1s;  // The server ends transactions that say nothing for a minute.
constexpr std::size_t message_bytes_max = 2'000;

// The connection's settings as libpq's environment variables: a password on a command line is seen by everybody.
std::vector<std::string> environment_of(const std::string& url) {
    std::vector<std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        out.emplace_back(*entry);
    }
    PQconninfoOption* options = PQconninfoParse(url.c_str(), nullptr);
    for (PQconninfoOption* o = options; o != nullptr && o->keyword != nullptr; ++o) {
        if (o->envvar != nullptr && o->val != nullptr) {
            out.push_back(std::string{o->envvar} + "=" + o->val);
        }
    }
    PQconninfoFree(options);
    out.emplace_back("LC_MESSAGES=C");
    return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) {
        out.push_back(text.data());
    }
    out.push_back(nullptr);
    return out;
}

// A program of PostgreSQL's; what it says goes into a file beside the copy.
class Child {
  public:
    static Result<Child> start(std::vector<std::string> arguments, const std::string& url,
                               const std::filesystem::path& messages) {
        std::vector<std::string> environment = environment_of(url);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, messages.c_str(),
                                         O_WRONLY | O_CREAT | O_TRUNC, 0600);
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t
            none;  // The program waits for signals by blocking them; its children must be stoppable.
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        pid_t pid = 0;
        const int code = posix_spawnp(&pid, arguments[0].c_str(), &files, &attributes,
                                      pointers(arguments).data(), pointers(environment).data());
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
        if (code != 0) {
            return fail(
                ErrorCode::unavailable, "backup.dump_failed", {},
                arguments[0] + ": " + std::strerror(code) + " (it comes with postgresql-client)");
        }
        return Child{pid, messages};
    }
    Child(Child&& other) noexcept
        : pid_(std::exchange(other.pid_, 0)), messages_(std::move(other.messages_)) {}
    Child& operator=(Child&&) = delete;
    ~Child() {
        if (pid_ > 0) {
            ::kill(pid_, SIGTERM);
            ::waitpid(pid_, nullptr, 0);
        }
    }

    bool running() {
        if (pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == pid_) {
            pid_ = 0;
        }
        return pid_ > 0;
    }
    Done end() {
        if (pid_ > 0) {
            ::waitpid(std::exchange(pid_, 0), &status_, 0);
        }
        if (WIFEXITED(status_) && WEXITSTATUS(status_) == 0) {
            return {};
        }
        std::string said;
        if (auto file = File::open(messages_)) {
            said = file->read(message_bytes_max).value_or("");
        }
        return fail(ErrorCode::unavailable, "backup.dump_failed", {}, said);
    }

  private:
    Child(pid_t pid, std::filesystem::path messages) : pid_(pid), messages_(std::move(messages)) {}
    pid_t pid_ = 0;
    int status_ = -1;
    std::filesystem::path messages_;
};

std::filesystem::path messages_of(const std::filesystem::path& copy) {
    return copy.string() + ".messages";
}

// One statement outside the program's own connections: schemas are made and renamed here only.
class Server {
  public:
    static Result<std::unique_ptr<Server>> connect(const std::string& url) {
        auto server = std::make_unique<Server>();
        server->connection_ = PQconnectdb(url.c_str());
        if (PQstatus(server->connection_) != CONNECTION_OK) {
            return fail(ErrorCode::unavailable, "db.unreachable", {},
                        PQerrorMessage(server->connection_));
        }
        return server;
    }
    Server() = default;
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { PQfinish(connection_); }

    Done run(const std::string& sql) {
        PGresult* result = PQexec(connection_, sql.c_str());
        const bool good =
            PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
        PQclear(result);
        if (!good) {
            return fail(ErrorCode::unavailable, "backup.dump_failed", {},
                        PQerrorMessage(connection_));
        }
        return {};
    }
    Result<bool> has_tables(const std::string& schema) {
        const char* values[] = {schema.c_str()};
        PGresult* result = PQexecParams(
            connection_, "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = $1 LIMIT 1", 1,
            nullptr, values, nullptr, nullptr, 0);
        const bool good = PQresultStatus(result) == PGRES_TUPLES_OK;
        const bool some = good && PQntuples(result) > 0;
        PQclear(result);
        if (!good) {
            return fail(ErrorCode::unavailable, "db.unreachable", {}, PQerrorMessage(connection_));
        }
        return some;
    }

  private:
    PGconn* connection_ = nullptr;
};

}  // namespace

Done copy_postgres(const DatabaseConfig& from, const std::filesystem::path& copy,
                   const std::function<Done(Tx&)>& look) {
    XH_TRY(database, Database::open(from));
    return database->read([&](Tx& tx) -> Done {
        XH_DO(tx.exec(no_timeout));
        XH_TRY(snapshot, tx.row<std::string>(export_snapshot));
        XH_TRY(child, Child::start({"pg_dump", "--format=custom", "--compress=0", "--no-owner",
                                    "--no-privileges", "--snapshot=" + snapshot.value_or(""),
                                    "--schema=\"" + from.schema + "\"",
                                    "--exclude-table-data=\"" + from.schema + "\".sealing_key",
                                    "--file=" + copy.string()},
                                   from.url, messages_of(copy)));
        XH_DO(look(tx));
        for (auto asked = std::chrono::steady_clock::now(); child.running();) {
            std::this_thread::sleep_for(20ms);
            if (std::chrono::steady_clock::now() - asked > still_here_every) {
                asked = std::chrono::steady_clock::now();
                XH_TRY(one, tx.row<std::int64_t>(still_here));
            }
        }
        XH_DO(child.end());
        XH_TRY(list, Child::start({"pg_restore", "--list", "--file=/dev/null", copy.string()},
                                  from.url, messages_of(copy)));
        return list.end();
    });
}

Done place_is_free(const DatabaseConfig& place) {
    if (place.url.starts_with("sqlite:")) {
        const std::string file = place.url.substr(std::strlen("sqlite:"));
        for (const char* part : {"", "-wal", "-shm"}) {
            std::error_code none;
            if (std::filesystem::exists(file + part, none)) {
                return fail(ErrorCode::conflict, "backup.place_taken", {}, file + part);
            }
        }
        return {};
    }
    XH_TRY(server, Server::connect(place.url));
    XH_TRY(taken, server->has_tables(place.schema));
    if (taken) {
        return fail(ErrorCode::conflict, "backup.place_taken", {}, "schema " + place.schema);
    }
    return {};
}

Done restore_postgres(const std::filesystem::path& copy, const std::string& schema_in_copy,
                      const DatabaseConfig& place) {
    XH_TRY(server, Server::connect(place.url));
    XH_TRY(taken, server->has_tables(schema_in_copy));
    if (taken) {
        return fail(ErrorCode::conflict, "backup.place_taken", {}, "schema " + schema_in_copy);
    }
    XH_DO(server->run("DROP SCHEMA IF EXISTS \"" + schema_in_copy + "\""));
    XH_TRY(child, Child::start({"pg_restore", "--exit-on-error", "--single-transaction",
                                "--no-owner", "--no-privileges", "--dbname=", copy.string()},
                               place.url, messages_of(copy)));
    XH_DO(child.end());
    if (schema_in_copy != place.schema) {
        XH_DO(server->run("DROP SCHEMA IF EXISTS \"" + place.schema + "\""));
        XH_DO(server->run("ALTER SCHEMA \"" + schema_in_copy + "\" RENAME TO \"" + place.schema +
                          "\""));
    }
    return {};
}

Done drop_postgres(const DatabaseConfig& place) {
    XH_TRY(server, Server::connect(place.url));
    return server->run("DROP SCHEMA \"" + place.schema + "\" CASCADE");
}

}  // namespace xiuhua::backup
