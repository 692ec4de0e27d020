#include "bench/office.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "bench/harness.hpp"

namespace xiuhua::bench {
namespace {

constexpr const char* demo_password = "Xiuhua-demo-2020";

std::string named(const char* variable) {
    const char* value = std::getenv(variable);
    return value == nullptr ? "" : value;
}

std::string header_of(const std::string& answer, const std::string& name) {
    const std::size_t at = answer.find("\r\n" + name + ": ");
    if (at == answer.npos) {
        return {};
    }
    const std::size_t begin = at + name.size() + 4;
    return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

}  // namespace

std::vector<District> districts(std::string_view bench) {
    std::vector<District> found;
    if (const std::string data = named("XIUHUA_BENCH_DISTRICT"); !data.empty()) {
        found.push_back({"sqlite", data, ""});
    } else {
        print_absent(bench, "on the full district, sqlite",
                     "XIUHUA_BENCH_DISTRICT names no folder");
    }
    if (const std::string url = named("XIUHUA_BENCH_POSTGRES"); !url.empty()) {
        found.push_back({"postgresql", named("XIUHUA_BENCH_POSTGRES_DATA"), url});
    } else {
        print_absent(bench, "on the full district, postgresql",
                     "XIUHUA_BENCH_POSTGRES names no server");
    }
    return found;
}

Folder::Folder() {
    std::string path = (std::filesystem::temp_directory_path() / "xiuhua_bench_XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) {
        throw std::runtime_error("no temporary directory");
    }
    path_ = path;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Child> start_office(const District& district, const std::filesystem::path& web) {
    const int port = free_port();
    Child::Environment environment{"XIUHUA_LOG_LEVEL=warn"};
    if (!district.url.empty()) {
        environment.push_back("XIUHUA_DATABASE_URL=" + district.url);
    }
    std::vector<std::string> words{program_beside("xiuhua"), "serve",  "--data",
                                   district.data.string(),   "--port", std::to_string(port)};
    if (!web.empty()) {
        words.insert(words.end(), {"--web", web.string()});
    }
    return std::make_unique<Child>(words, port, environment);
}

std::unique_ptr<Child> start_nginx(const Folder& folder, const std::filesystem::path& root) {
    std::string program = named("XIUHUA_NGINX");
    program = program.empty() ? "/usr/sbin/nginx" : program;
    if (::access(program.c_str(), X_OK) != 0) {
        return nullptr;
    }
    const int port = free_port();
    // One process: nothing that outlives the one that is started here. What Debian's own file sets is set.
    std::ofstream{folder.path() / "nginx.conf"} << fmt::format(
        "daemon off; master_process off; pid {0}/pid; error_log /dev/null;\n"
        "events {{ worker_connections 4096; }}\n"
        "http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;\n"
        "  default_type application/json;\n"
        "  client_body_temp_path {0}/body; proxy_temp_path {0}/a; fastcgi_temp_path {0}/b;\n"
        "  uwsgi_temp_path {0}/c; scgi_temp_path {0}/d;\n"
        "  server {{ listen 127.0.0.1:{1}; root {2}; }} }}\n",
        folder.path().string(), port, root.string());
    return std::make_unique<Child>(
        std::vector<std::string>{program, "-c", (folder.path() / "nginx.conf").string(), "-p",
                                 folder.path().string()},
        port);
}

std::string body_of(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    if (!answer.starts_with("HTTP/1.1 200") || end == answer.npos) {
        throw std::runtime_error("not answered as it should be: " + answer.substr(0, 300));
    }
    return answer.substr(end + 4);
}

std::string Session::get(const std::string& target) const {
    return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {}\r\n\r\n", target, cookie);
}

std::string Session::post(const std::string& target, const std::string& body,
                          const std::string& key) const {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {}\r\nX-CSRF: {}\r\n"
        "Content-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}",
        target, cookie, csrf, key.empty() ? "" : "Idempotency-Key: " + key + "\r\n", body.size(),
        body);
}

Session log_in(int port, const std::string& login) {
    const std::string body =
        fmt::format(R"({{"login":"{}","password":"{}"}})", login, demo_password);
    const std::string answer = ask(port, Session{}.post("/api/access/login", body));
    const auto view = boost::json::parse(body_of(answer)).as_object();
    const std::string cookie = header_of(answer, "Set-Cookie");
    const auto& csrf = view.at("csrf").as_string();
    return {cookie.substr(0, cookie.find(';')), {csrf.data(), csrf.size()}};
}

}  // namespace xiuhua::bench
