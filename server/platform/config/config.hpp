#pragma once
// TOML file plus environment overrides (XIUHUA_HTTP_PORT for [http] port). `xiuhua check-config` names each
// wrong key. A plain struct: any class can be built by hand in a test.
#include <filesystem>
#include <string>
#include <vector>

#include "kernel/result.hpp"

namespace xiuhua {

struct Config {
    struct Http {
        std::string address = "127.0.0.1";
        int port = 8080;
        int tls_port = 0;  // 0: no TLS listener.
        std::string certificate,
            key;           // PEM; empty with a tls_port: self-signed, made on first run.
        int workers = 32;  // Most wait for a commit, so many more than cores.
        int io_threads = 2;
        int connections_max = 25'000;
        int requests_queued_max = 2'000;
        std::string web_directory;  // The built web; empty: beside the program.
        std::string public_url;     // What QR codes point to; empty: http://address:port
    } http;
    struct Database {
        std::string url;  // Empty: sqlite:<data>/xiuhua.db
        std::string schema = "xiuhua";
        int readers = 4;
        bool waits_for_disk = true;  // Not a setting: seeds make a database that may be made anew.
    } database;
    struct Log {
        std::string level = "info";  // trace debug info warn error
        std::string file;            // Empty: standard error.
    } log;
    struct Office {
        std::string name = "龙子湖街道办事处";
        std::string area_code = "410105014";
    } office;
    struct Access {
        // A word a line; a password made of these and little else is common. Empty: the program's own few alone.
        std::string word_list = "/usr/share/dict/cracklib-small";
    } access;
    // Log-in by the office's OpenID provider. Accounts are made here, never by the provider.
    struct Oidc {
        std::string issuer;     // "https://id.example.cn/realm"; empty: none.
        std::string client_id;  // As registered, with <public_url>/api/access/provider/callback.
        std::string client_secret;          // Empty: a public client, by PKCE alone.
        std::string name = "统一身份认证";  // On the button.
        std::string scopes = "openid";
        std::string certificates;  // PEM of the provider's authority; empty: the system's.
    } oidc;
    struct Mqtt {
        std::string host;  // Of the broker that phones publish to; empty: none.
        int port = 1883;
        std::string username, password;
        std::string certificates;  // PEM, or "system": TLS. Empty: plain, a broker on this machine.
        // Yes: who may publish to owntracks/<device>/… is that device. No: only what is encrypted with the
        // phone's own secret is believed, whatever the broker lets in.
        bool broker_is_trusted = false;
    } mqtt;
    struct Backup {
        std::string folder;  // Where copies go; empty: none are made by the program itself.
        std::string
            public_key;  // A line of `xiuhua backup-key`; its secret half is kept elsewhere.
        std::string time = "02:30";   // Of the office's day.
        int copies = 14;              // The newest that are kept …
        int months = 6;               // … and the first of each of the newest months.
        std::string continuous;       // SQLite: folder on another disk that follows every commit.
        int continuous_pause = 1000;  // Milliseconds that may be lost with the machine.
    } backup;
    struct Test {
        bool controlled_clock =
            false;  // Only together with a loopback address: POST /test/clock moves time.
    } test;
    std::filesystem::path data = "data";  // Database, keys, files.
};

// Every problem is one line: "http.prt: unknown key", "http.port: must be 0 to 65535".
struct ConfigProblems {
    std::vector<std::string> lines;
};
Config default_config();
Result<Config> load_config(const std::filesystem::path& file, ConfigProblems& problems);

}  // namespace xiuhua
