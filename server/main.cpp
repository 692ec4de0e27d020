// The command line. CLI11 is slow to compile and stays in this file.
#include <CLI/CLI.hpp>
#include <iostream>

#include "adapters/scan/scan.hpp"
#include "app/backup_commands.hpp"
#include "app/commands.hpp"
#include "app/fence_replay.hpp"
#include "app/signals.hpp"

namespace {

using namespace xiuhua;

void add_place(CLI::App& command, app::ConfigSource& source) {
    command.add_option("--config", source.file, "TOML file")->check(CLI::ExistingFile);
    command.add_option("--data", source.data, "directory of database, keys and files");
}

int with_config(const app::ConfigSource& source, const std::function<int(const Config&)>& work) {
    const auto config = app::configure(source, std::cerr);
    return config ? work(*config) : 1;
}

void add_backup_commands(CLI::App& cli, app::ConfigSource& source, app::BackupWanted& backup,
                         app::RestoreWanted& restore, int& status) {
    auto* key = cli.add_subcommand("backup-key", "make the pair of keys for backups");
    key->add_option("secret", restore.secret, "new file for the secret half")->required();
    key->callback([&] { status = app::make_backup_key(restore.secret, std::cout); });

    auto* make = cli.add_subcommand("backup", "copy the database, encrypted, while it is in use");
    add_place(*make, source);
    make->add_option("--to", backup.folder, "folder; otherwise as configured");
    make->add_option("--public-key", backup.public_key, "line or file; otherwise as configured");
    make->add_flag("--with-master-key", backup.with_master, "add the master key, encrypted too");
    make->callback([&] {
        status = with_config(source, [&](const Config& config) {
            return app::make_backup(config, backup, std::cout);
        });
    });

    auto* again = cli.add_subcommand("restore", "a backup into an empty place, verified");
    add_place(*again, source);
    again->add_option("from", restore.from, "file, or folder of a continuous backup")
        ->required()
        ->check(CLI::ExistingPath);
    again->add_option("--secret", restore.secret, "the secret half")->required();
    again->add_option("--keys", restore.keys, "otherwise beside the file");
    again->add_option("--master", restore.master, "the master key's file of --with-master-key");
    again->add_flag("--without-keys", restore.without_keys, "sealed columns stay unreadable");
    again->callback([&] {
        status = with_config(source, [&](const Config& config) {
            return app::restore_backup(config, restore, std::cout);
        });
    });

    auto* verify = cli.add_subcommand("verify-backup", "read and decrypt all of a file");
    verify->add_option("file", restore.from)->required()->check(CLI::ExistingFile);
    verify->add_option("--secret", restore.secret, "the secret half")->required();
    verify->callback([&] { status = app::verify_backup(restore.from, restore.secret, std::cout); });
}

void add_fence_replay(CLI::App& cli, app::Replay& replay, int& status) {
    auto* fence_replay = cli.add_subcommand(
        "fence-replay", "run recorded tracks (GeoLife .plt, GPX) through the fence's rule");
    fence_replay->add_option("file", replay.files, "tracks")->required()->check(CLI::ExistingFile);
    fence_replay->add_option("--home", replay.home, "latitude,longitude; guessed when absent");
    fence_replay->add_option("--radius", replay.radius_meters, "metres")
        ->check(CLI::Range(10.0, 5'000.0));
    fence_replay->add_option("--accuracy", replay.accuracy_meters, "metres, where a file has none")
        ->check(CLI::Range(1.0, 5'000.0));
    fence_replay->callback([&] { status = app::fence_replay(replay, std::cout); });
}

}  // namespace

static int run_command_line(int argc, char** argv) {
    app::block_signals();
    CLI::App cli{"Xiuhua (绣花): the smart office of a subdistrict"};
    cli.require_subcommand(1);
    app::ConfigSource source;
    std::string level;
    int status = 0;

    auto* serve = cli.add_subcommand("serve", "serve until SIGTERM");
    add_place(*serve, source);
    serve->add_option("--port", source.port, "0 picks a free one")->check(CLI::Range(0, 65'535));
    serve->add_option("--address", source.address, "to listen on");
    serve->add_option("--web", source.web, "directory of the built web");
    serve->callback([&] { status = with_config(source, app::serve); });

    auto* check = cli.add_subcommand("check-config", "name every wrong key of the configuration");
    add_place(*check, source);
    check->callback([&] { status = with_config(source, [](const Config&) { return 0; }); });

    auto* verify = cli.add_subcommand("verify", "check the audit chain; exit 1 when it is broken");
    add_place(*verify, source);
    verify->callback([&] {
        status = with_config(
            source, [](const Config& config) { return app::verify_audit(config, std::cout); });
    });

    app::AdministratorToMake whom;
    auto* create_admin = cli.add_subcommand(
        "create-admin", "make the first administrator, or help one in who lost everything");
    add_place(*create_admin, source);
    create_admin->add_option("login,--login", whom.login, "to log in with")->required();
    create_admin->add_option("--name", whom.name, "as histories show it");
    create_admin->add_flag("--recover", whom.recover, "new password, no second factor");
    create_admin->callback([&] {
        status = with_config(source, [&](const Config& config) {
            return app::create_admin(config, whom, std::cout);
        });
    });

    cli.add_subcommand("contract", "print contract/openapi.yaml")->callback([&] {
        status = app::print_contract(std::cout);
    });
    cli.add_subcommand("matrix", "print docs/rooms/permissions.md")->callback([&] {
        status = app::print_matrix(std::cout);
    });

    app::BackupWanted backup;
    app::RestoreWanted restore;
    add_backup_commands(cli, source, backup, restore, status);

    auto* set_level = cli.add_subcommand("set-log-level", "of the running server");
    add_place(*set_level, source);
    set_level->add_option("level", level)
        ->required()
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}));
    set_level->callback([&] {
        status = with_config(source, [&](const Config& config) {
            return app::change_log_level(config, level, std::cerr);
        });
    });

    app::Replay replay;
    add_fence_replay(cli, replay, status);

    cli.add_subcommand("version", "print the version")->callback([] {
        std::cout << XIUHUA_VERSION << "\n";
    });
    CLI11_PARSE(cli, argc, argv);
    return status;
}

int main(int argc, char** argv) {
    const auto read = scan::run_scan_child(argc, argv);
    return read ? *read : run_command_line(argc, argv);
}
