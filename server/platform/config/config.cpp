#include "platform/config/config.hpp"

// toml++ 3.3 meets its own assertions on some broken files (found by tests/fuzz/config.cpp): a file must not abort us.
struct TomlAssertion {};
#define TOML_ASSERT(expression) ((expression) ? void() : throw TomlAssertion{})
#define TOML_EXCEPTIONS 1
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored \
    "-Wterminate"  // In functions that may not throw it aborts, as before.
#include <toml++/toml.h>
#pragma GCC diagnostic pop
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>

extern char** environ;

namespace xiuhua {
namespace {

constexpr int workers_max = 1'024;
constexpr int io_threads_max = 64;
constexpr int connections_max = 1'000'000;
constexpr int readers_max = 256;
constexpr int copies_max = 1'000;
constexpr int pause_max = 60'000;
constexpr std::string_view environment_prefix = "XIUHUA_";

// One key of the file: how its text or TOML value becomes a member, and what to say when it cannot.
struct Setting {
    std::string name;  // "http.port"; "data" stands at the top.
    std::function<std::string(const toml::node&)> from_toml;  // Answers what is wrong, or "".
    std::function<std::string(const std::string&)> from_text;
};

Setting number(std::string name, int& target, int low, int high) {
    const std::string must = "must be " + std::to_string(low) + " to " + std::to_string(high);
    const auto take = [&target, low, high, must](std::int64_t value) -> std::string {
        if (value < low || value > high) {
            return must;
        }
        target = static_cast<int>(value);
        return {};
    };
    return {std::move(name),
            [take, must](const toml::node& node) {
                const auto value = node.value_exact<std::int64_t>();
                return value ? take(*value) : must;
            },
            [take, must](const std::string& text) {
                std::int64_t value = 0;
                const char* end = text.data() + text.size();
                const auto parsed = std::from_chars(text.data(), end, value);
                return parsed.ec == std::errc{} && parsed.ptr == end ? take(value) : must;
            }};
}

using Check = std::function<std::string(const std::string&)>;

template <typename Target>
Setting text(std::string name, Target& target, Check check = {}) {
    const auto take = [&target, check](const std::string& value) -> std::string {
        std::string wrong = check ? check(value) : std::string{};
        if (wrong.empty()) {
            target = value;
        }
        return wrong;
    };
    return {std::move(name),
            [take](const toml::node& node) {
                const auto value = node.value_exact<std::string>();
                return value ? take(*value) : std::string{"must be text in quotes"};
            },
            take};
}

Setting truth(std::string name, bool& target) {
    const std::string must = "must be true or false";
    return {std::move(name),
            [&target, must](const toml::node& node) -> std::string {
                const auto value = node.value_exact<bool>();
                if (!value) {
                    return must;
                }
                target = *value;
                return {};
            },
            [&target, must](const std::string& value) -> std::string {
                if (value != "true" && value != "false") {
                    return must;
                }
                target = value == "true";
                return {};
            }};
}

std::string check_not_empty(const std::string& value) {
    return value.empty() ? "must not be empty" : "";
}
std::string check_level(const std::string& value) {
    for (const std::string_view word : {"trace", "debug", "info", "warn", "error"}) {
        if (value == word) {
            return {};
        }
    }
    return "must be trace, debug, info, warn or error";
}
std::string check_digits(const std::string& value) {
    constexpr std::size_t digits_min =
        6;  // GB/T 2260 stops at the county; ours go on to the subdistrict.
    constexpr std::size_t digits_max = 12;
    const bool good = value.size() >= digits_min && value.size() <= digits_max &&
                      value.find_first_not_of("0123456789") == std::string::npos;
    return good ? "" : "must be 6 to 12 digits";
}
std::string check_schema(const std::string& value) {
    constexpr std::size_t letters_max = 40;
    const bool good =
        !value.empty() && value.size() <= letters_max && value[0] >= 'a' && value[0] <= 'z' &&
        value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
    return good ? "" : "must be lower-case letters, digits and _, beginning with a letter";
}
std::string check_database(const std::string& value) {
    const bool good = value.empty() || value.starts_with("sqlite:") ||
                      value.starts_with("postgresql://") || value.starts_with("postgres://") ||
                      value.find('=') != std::string::npos;
    return good ? "" : "must be sqlite:<path> or postgresql://…";
}
std::string check_time(const std::string& value) {
    const auto digit = [&](std::size_t i) { return value[i] >= '0' && value[i] <= '9'; };
    const bool good = value.size() == 5 && value[2] == ':' && digit(0) && digit(1) && digit(3) &&
                      digit(4) && value < "24:00" && value[3] < '6';
    return good ? "" : "must be a time of day like 02:30";
}
std::string check_backup_key(const std::string& value) {
    const bool good = value.empty() || value.starts_with("xiuhua-backup-public-1 ");
    return good ? "" : "must be a line that `xiuhua backup-key` printed";
}
std::string check_url(const std::string& value) {
    const bool good =
        value.empty() || value.starts_with("http://") || value.starts_with("https://");
    return good && !value.ends_with('/') ? ""
                                         : "must begin with http:// or https:// and not end with /";
}

// What the provider says travels in clear over plain HTTP: only from this machine, for tests.
std::string check_issuer(const std::string& value) {
    const bool good = value.empty() || value.starts_with("https://") ||
                      value.starts_with("http://127.0.0.1:") ||
                      value.starts_with("http://localhost:");
    return good ? "" : "must begin with https:// (http:// for this machine alone)";
}
std::string check_scopes(const std::string& value) {
    const std::string padded = " " + value + " ";
    return padded.find(" openid ") != std::string::npos ? "" : "must contain openid";
}

std::vector<Setting> settings_of(Config& config) {
    Config::Http& http = config.http;
    return {
        text("data", config.data, check_not_empty),
        text("http.address", http.address, check_not_empty),
        number("http.port", http.port, 0, 65'535),
        number("http.tls_port", http.tls_port, 0, 65'535),
        text("http.certificate", http.certificate),
        text("http.key", http.key),
        number("http.workers", http.workers, 1, workers_max),
        number("http.io_threads", http.io_threads, 1, io_threads_max),
        number("http.connections_max", http.connections_max, 1, connections_max),
        number("http.requests_queued_max", http.requests_queued_max, 1, connections_max),
        text("http.web_directory", http.web_directory),
        text("http.public_url", http.public_url, check_url),
        text("database.url", config.database.url, check_database),
        text("database.schema", config.database.schema, check_schema),
        number("database.readers", config.database.readers, 1, readers_max),
        text("log.level", config.log.level, check_level),
        text("log.file", config.log.file),
        text("office.name", config.office.name, check_not_empty),
        text("office.area_code", config.office.area_code, check_digits),
        text("access.word_list", config.access.word_list),
        text("oidc.issuer", config.oidc.issuer, check_issuer),
        text("oidc.client_id", config.oidc.client_id),
        text("oidc.client_secret", config.oidc.client_secret),
        text("oidc.name", config.oidc.name, check_not_empty),
        text("oidc.scopes", config.oidc.scopes, check_scopes),
        text("oidc.certificates", config.oidc.certificates),
        text("mqtt.host", config.mqtt.host),
        number("mqtt.port", config.mqtt.port, 1, 65'535),
        text("mqtt.username", config.mqtt.username),
        text("mqtt.password", config.mqtt.password),
        text("mqtt.certificates", config.mqtt.certificates),
        truth("mqtt.broker_is_trusted", config.mqtt.broker_is_trusted),
        text("backup.folder", config.backup.folder),
        text("backup.public_key", config.backup.public_key, check_backup_key),
        text("backup.time", config.backup.time, check_time),
        number("backup.copies", config.backup.copies, 1, copies_max),
        number("backup.months", config.backup.months, 0, copies_max),
        text("backup.continuous", config.backup.continuous),
        number("backup.continuous_pause", config.backup.continuous_pause, 50, pause_max),
        truth("test.controlled_clock", config.test.controlled_clock),
    };
}

const Setting* find(const std::vector<Setting>& settings, std::string_view name) {
    for (const Setting& setting : settings) {
        if (setting.name == name) {
            return &setting;
        }
    }
    return nullptr;
}

bool is_section(const std::vector<Setting>& settings, const std::string& name) {
    return std::any_of(settings.begin(), settings.end(),
                       [&](const Setting& s) { return s.name.starts_with(name + "."); });
}

void take_table(const std::vector<Setting>& settings, const toml::table& table,
                const std::string& prefix, ConfigProblems& problems) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix + std::string{key.str()};
        if (prefix.empty() && is_section(settings, name)) {
            if (const toml::table* inner = node.as_table()) {
                take_table(settings, *inner, name + ".", problems);
            } else {
                problems.lines.push_back(name + ": must be a section");
            }
        } else if (const Setting* setting = find(settings, name)) {
            if (const std::string wrong = setting->from_toml(node); !wrong.empty()) {
                problems.lines.push_back(name + ": " + wrong);
            }
        } else {
            problems.lines.push_back(name + ": unknown key");
        }
    }
}

// XIUHUA_HTTP_TLS_PORT for http.tls_port.
std::string environment_name(std::string_view setting) {
    std::string name{environment_prefix};
    for (const char c : setting) {
        name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return name;
}

// A misspelt override is as wrong as a misspelt key. XIUHUA_TEST_POSTGRES and the like of ./dev are not settings:
// only names that begin with a section of ours are judged.
void take_environment(const std::vector<Setting>& settings, ConfigProblems& problems) {
    constexpr std::string_view test_server = "XIUHUA_TEST_POSTGRES";  // And what begins with it.
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view pair{*entry};
        const std::size_t equals = pair.find('=');
        const std::string name{pair.substr(0, equals)};
        if (!name.starts_with(environment_prefix) || name.starts_with(test_server)) {
            continue;
        }
        const std::string value{equals == std::string_view::npos ? "" : pair.substr(equals + 1)};
        bool in_section = false;
        const Setting* meant = nullptr;
        for (const Setting& setting : settings) {
            const std::string own = environment_name(setting.name);
            meant = own == name ? &setting : meant;
            const std::size_t dot = setting.name.find('.');
            in_section = in_section ||
                         (dot != std::string::npos &&
                          name.starts_with(environment_name(setting.name.substr(0, dot)) + "_"));
        }
        if (meant != nullptr) {
            if (const std::string wrong = meant->from_text(value); !wrong.empty()) {
                problems.lines.push_back(name + ": " + wrong);
            }
        } else if (in_section) {
            problems.lines.push_back(name + ": unknown key");
        }
    }
}

bool is_loopback(const std::string& address) {
    return address == "localhost" || address == "::1" || address.starts_with("127.");
}

// What only shows when the keys are seen together.
void check_together(const Config& config, ConfigProblems& problems) {
    if (config.test.controlled_clock && !is_loopback(config.http.address)) {
        problems.lines.emplace_back(
            "test.controlled_clock: only with a loopback http.address (127.0.0.1)");
    }
    if (config.http.certificate.empty() != config.http.key.empty()) {
        problems.lines.emplace_back("http.certificate: certificate and key belong together");
    }
    if (config.backup.public_key.empty() &&
        !(config.backup.folder.empty() && config.backup.continuous.empty())) {
        problems.lines.emplace_back("backup.public_key: nothing is copied unencrypted");
    }
    if (!config.backup.continuous.empty() && !config.database.url.empty() &&
        !config.database.url.starts_with("sqlite:")) {
        problems.lines.emplace_back(
            "backup.continuous: for SQLite; PostgreSQL has its own (see docs/operate/backup.md)");
    }
    if (!config.oidc.issuer.empty() &&
        (config.oidc.client_id.empty() || config.http.public_url.empty())) {
        problems.lines.emplace_back("oidc.issuer: needs oidc.client_id and http.public_url");
    }
    if (config.http.tls_port != 0 && config.http.tls_port == config.http.port) {
        problems.lines.emplace_back("http.tls_port: must differ from http.port");
    }
}

std::optional<std::string> text_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in || std::filesystem::is_directory(file)) {
        return std::nullopt;
    }
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

// The first line that has a letter beyond ASCII outside quotes and comments; 0: none. TOML++ 3.3 runs into undefined
// behaviour on some of them (found by tests/fuzz/config.cpp), and TOML allows none there. Quotes open where a value or a
// key may begin: in `0"金"` they are letters like others.
int line_of_bare_letters(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
        text.remove_prefix(byte_order_mark.size());
    }
    int line = 1;
    char quote = 0;      // The open one; '#' for a comment.
    char before = '\n';  // The last character outside quotes that is no blank.
    constexpr std::string_view openers =
        "\n=[,{.\"'";  // The last two: three quotes begin a long text.
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            ++line;
            quote = 0;
            before = c;
        } else if (quote == '"' && c == '\\') {
            if (++i < text.size() && static_cast<unsigned char>(text[i]) >= 0x80) {
                return line;  // No escape that there is: TOML++ looks for the letter outside then.
            }
        } else if (quote == c && c != '#') {
            quote = 0;
            before = c;
        } else if (quote == 0 && (c == '#' || ((c == '"' || c == '\'') &&
                                               openers.find(before) != openers.npos))) {
            quote = c;
        } else if (quote == 0 && static_cast<unsigned char>(c) >= 0x80) {
            return line;
        } else if (quote == 0 && c != ' ' && c != '\t' && c != '\r') {
            before = c == '"' || c == '\'' ? 'x' : c;
        }
    }
    return 0;
}

void take_text(const std::vector<Setting>& settings, const std::string& text,
               const std::filesystem::path& file, ConfigProblems& problems) {
    try {
        take_table(settings, toml::parse(text, file.string()), "", problems);
    } catch (const toml::parse_error& error) {
        problems.lines.push_back(file.string() + ":" + std::to_string(error.source().begin.line) +
                                 ": " + std::string{error.description()});
    } catch (const TomlAssertion&) {
        problems.lines.push_back(file.string() + ": is not TOML");
    }
}

}  // namespace

Config default_config() {
    return Config{};
}

Result<Config> load_config(const std::filesystem::path& file, ConfigProblems& problems) {
    Config config;
    const std::vector<Setting> settings = settings_of(config);
    if (!file.empty()) {
        const auto text = text_of(file);
        const int bare_line = text ? line_of_bare_letters(*text) : 0;
        if (!text || bare_line > 0) {
            problems.lines.push_back(text ? file.string() + ":" + std::to_string(bare_line) +
                                                ": letters outside quotes must be ASCII"
                                          : file.string() + ": cannot be read");
            return fail(ErrorCode::invalid, "config.wrong", {}, problems.lines.front());
        }
        take_text(settings, *text, file, problems);
    }
    take_environment(settings, problems);
    check_together(config, problems);
    if (!problems.lines.empty()) {
        return fail(ErrorCode::invalid, "config.wrong", {}, problems.lines.front());
    }
    return config;
}

}  // namespace xiuhua
