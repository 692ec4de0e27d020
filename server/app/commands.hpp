#pragma once
// What the program can be told on its command line. Each answers the exit status: 0 well, 1 found something
// wrong, 2 could not do it.
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "platform/config/config.hpp"

namespace xiuhua::app {

struct ConfigSource {
    std::filesystem::path file;  // Empty: defaults and environment alone.
    std::filesystem::path data;  // These four override when given.
    std::optional<int> port;
    std::string address, web;
};
// Prints every problem, one a line.
std::optional<Config> configure(const ConfigSource& source, std::ostream& problems);

// Where policy/ stands: beside the program, above it (a build), or where a package puts it.
std::filesystem::path policy_directory();

int serve(const Config& config);
int verify_audit(const Config& config, std::ostream& out);
// Prints login and one-time password. With `recover` for an administrator who lost password or telephone.
struct AdministratorToMake {
    std::string login, name;
    bool recover = false;
};
int create_admin(const Config& config, const AdministratorToMake& whom, std::ostream& out);
int print_contract(std::ostream& out);
int print_matrix(std::ostream& out);
// Tells the server that runs on the same data directory; it needs no restart.
int change_log_level(const Config& config, const std::string& level, std::ostream& out);

}  // namespace xiuhua::app
