#include "platform/config/config.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

using namespace xiuhua;

namespace {

struct ConfigFile {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("xiuhua_config_" + std::to_string(::getpid()) + ".toml");
    explicit ConfigFile(std::string_view text) { std::ofstream{path} << text; }
    ~ConfigFile() { std::filesystem::remove(path); }
};

std::vector<std::string> problems_of(std::string_view text) {
    const ConfigFile file{text};
    ConfigProblems problems;
    load_config(file.path, problems);
    return problems.lines;
}

}  // namespace

TEST_CASE("a configuration file is read key by key over the defaults") {
    const ConfigFile file{R"(
data = "/var/lib/xiuhua"
[http]
port = 9000
tls_port = 9443
[office]
name = "金水街道办事处"
[test]
controlled_clock = true
)"};
    ConfigProblems problems;
    const auto config = load_config(file.path, problems);
    REQUIRE(config);
    CHECK(config->data == "/var/lib/xiuhua");
    CHECK(config->http.port == 9000);
    CHECK(config->http.tls_port == 9443);
    CHECK(config->http.address == "127.0.0.1");
    CHECK(config->office.name == "金水街道办事处");
    CHECK(config->test.controlled_clock);
}

TEST_CASE("each wrong key is named on a line of its own") {
    struct Row {
        std::string_view text, line;
    };
    for (const Row& row : {
             Row{"[http]\nprt = 1", "http.prt: unknown key"},
             Row{"[http]\nport = 65536", "http.port: must be 0 to 65535"},
             Row{"[http]\nport = \"8080\"", "http.port: must be 0 to 65535"},
             Row{"[http]\nport = 1.5", "http.port: must be 0 to 65535"},
             Row{"[htp]\nport = 1", "htp: unknown key"},
             Row{"http = 3", "http: must be a section"},
             Row{"data = 3", "data: must be text in quotes"},
             Row{"[log]\nlevel = \"loud\"", "log.level: must be trace, debug, info, warn or error"},
             Row{"[test]\ncontrolled_clock = 1", "test.controlled_clock: must be true or false"},
             Row{"[http]\naddress = \"0.0.0.0\"\n[test]\ncontrolled_clock = true",
                 "test.controlled_clock: only with a loopback http.address (127.0.0.1)"},
             Row{"[http]\ncertificate = \"a.pem\"",
                 "http.certificate: certificate and key belong together"},
             Row{"[http]\npublic_url = \"ftp://x\"",
                 "http.public_url: must begin with http:// or https:// and not end with /"},
             Row{"[office]\narea_code = \"41010501x\"", "office.area_code: must be 6 to 12 digits"},
             Row{"[database]\nurl = \"mysql://x\"",
                 "database.url: must be sqlite:<path> or postgresql://…"},
         }) {
        CAPTURE(row.text);
        const auto lines = problems_of(row.text);
        REQUIRE(lines.size() == 1);
        CHECK(lines[0] == row.line);
    }
    CHECK(problems_of("[http]\nprt = 1\nport = -1\n[x]\n").size() == 3);
    CHECK(problems_of("[http\n").front().find(".toml:1") != std::string::npos);
}

TEST_CASE("letters beyond ASCII stand in quotes and comments only") {
    struct Row {
        std::string_view text;
        int line;
    };
    for (const Row& row : {Row{"k\xEF\xBB\xBB", 1}, Row{"# 注\n[http]\nport = ９０", 3},
                           Row{"data = \"数据\" 据", 1}, Row{"\"a\\\"\"据", 1},
                           Row{"da =0\"据\"", 1}, Row{"da = x '据'", 1}, Row{"da = \"\\据\"", 1},
                           Row{"da = 0\"\"据\"", 1}, Row{"[office]\nname = \"\"\"金水\"\"\"\n", 0},
                           Row{"\xEF\xBB\xBF[office] # 注 \"\nname = '金水 \"街道'\n", 0}}) {
        CAPTURE(row.text);
        const ConfigFile file{std::string{row.text}};
        ConfigProblems problems;
        const bool good = load_config(file.path, problems).has_value();
        CHECK(good == (row.line == 0));
        if (row.line > 0) {
            REQUIRE_FALSE(problems.lines.empty());
            CHECK(problems.lines.front().find(":" + std::to_string(row.line) + ": letters") !=
                  std::string::npos);
        }
    }
    const ConfigFile broken{"[~ttp]\nprot = 90fo\n0f[0ice]\nname = \"x\"\n"};
    ConfigProblems found;
    CHECK_FALSE(load_config(broken.path, found));
    ConfigProblems problems;
    CHECK_FALSE(load_config("/nowhere/xiuhua.toml", problems));
    CHECK(problems.lines.front() == "/nowhere/xiuhua.toml: cannot be read");
}

TEST_CASE("the environment overrides the file, and is judged as strictly") {
    const ConfigFile file{"[http]\nport = 9000\n"};
    ::setenv("XIUHUA_HTTP_PORT", "9001", 1);
    ::setenv("XIUHUA_DATA", "/srv/x", 1);
    {
        ConfigProblems problems;
        const auto config = load_config(file.path, problems);
        REQUIRE(config);
        CHECK(config->http.port == 9001);
        CHECK(config->data == "/srv/x");
    }
    ::setenv("XIUHUA_HTTP_PORT", "90x", 1);
    ::setenv("XIUHUA_HTTP_PROT", "9", 1);
    ConfigProblems problems;
    CHECK_FALSE(load_config(file.path, problems));
    CHECK(problems.lines.size() == 2);
    for (const char* name : {"XIUHUA_HTTP_PORT", "XIUHUA_DATA", "XIUHUA_HTTP_PROT"}) {
        ::unsetenv(name);
    }
}
