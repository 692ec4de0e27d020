#pragma once
// The program itself on a district that was seeded before, as a peer of other servers: XIUHUA_BENCH_DISTRICT names its
// folder (SQLite), XIUHUA_BENCH_POSTGRES a libpq URL of a database with the same district in the schema xiuhua, and
// XIUHUA_BENCH_POSTGRES_DATA the folder with that one's keys. ./dev bench makes them.
#include <filesystem>
#include <memory>
#include <optional>

#include "bench/http_load.hpp"

namespace xiuhua::bench {

struct District {
    std::string engine;  // "sqlite" or "postgresql"; stands in the figures' names.
    std::filesystem::path data;
    std::string url;  // Empty: SQLite in `data`.
};
// Those that the environment names; says which are absent under `bench`.
std::vector<District> districts(std::string_view bench);

class Folder {  // A temporary one.
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// `web` is what it serves as its web; empty: the built one, if there is one. Listens when this returns.
std::unique_ptr<Child> start_office(const District& district, const std::filesystem::path& web);

// nginx with its defaults and one process, serving the files of `root`; null when there is none (XIUHUA_NGINX names
// it).
std::unique_ptr<Child> start_nginx(const Folder& folder, const std::filesystem::path& root);

// A demo account's session.
struct Session {
    std::string cookie, csrf;
    std::string get(const std::string& target) const;
    std::string post(const std::string& target, const std::string& body,
                     const std::string& key = "") const;
};
Session log_in(int port, const std::string& login);

// What stands behind an answer's head. Throws unless it is 200.
std::string body_of(const std::string& answer);

void run_platform_http();
void run_platform_connections();
void run_platform_start();
void run_platform_live();

}  // namespace xiuhua::bench
