#include "platform/http/static_files.hpp"

#include <openssl/sha.h>

#include <fstream>

#include "platform/log/log.hpp"

namespace xiuhua {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
    {".pdf", "application/pdf"},
}};

std::string_view type_of(const std::filesystem::path& file) {
    const std::string extension = file.extension().string();
    for (const auto& [known, type] : types) {
        if (known == extension) {
            return type;
        }
    }
    return "application/octet-stream";
}

std::string digest_of(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::string hex;
    for (std::size_t i = 0; i < 12; ++i) {  // 96 bits tell versions of a file apart.
        hex += fmt::format("{:02x}", digest[i]);
    }
    return hex;
}

std::shared_ptr<const std::string> read_file(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    std::ifstream in;
    in.rdbuf()->pubsetbuf(nullptr,
                          0);  // Read at one go: five hundred files are a third of a start.
    in.open(file, std::ios::binary);
    if (error || !in) {
        return nullptr;
    }
    auto content = std::make_shared<std::string>(size, '\0');
    in.read(content->data(), static_cast<std::streamsize>(size));
    content->resize(static_cast<std::size_t>(in.gcount()));
    return content;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

template <typename F>
bool any_item(std::string_view list, F&& matches) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (matches(trimmed(list.substr(0, comma)))) {
            return true;
        }
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return false;
}

Response redirect(std::string_view to) {
    Response response;
    response.status = 302;
    response.content_type = "text/plain; charset=utf-8";
    response.headers.emplace_back("Location", to);
    response.headers.emplace_back("Cache-Control", "no-cache");
    add_security_headers(response);
    return response;
}

}  // namespace

bool accepts_encoding(std::string_view header, std::string_view coding) {
    return any_item(header, [&](std::string_view item) {
        const auto semicolon = item.find(';');
        if (trimmed(item.substr(0, semicolon)) != coding) {
            return false;
        }
        const std::string_view weight = semicolon == std::string_view::npos
                                            ? std::string_view{}
                                            : trimmed(item.substr(semicolon + 1));
        return weight.empty() || weight.find_first_of("123456789") != std::string_view::npos;
    });
}

bool names_etag(std::string_view header, std::string_view etag) {
    return any_item(header, [&](std::string_view item) {
        if (item.starts_with("W/")) {
            item.remove_prefix(2);
        }
        return item == "*" || item == etag;
    });
}

std::filesystem::path web_directory_beside(const std::filesystem::path& program_directory) {
    for (const char* place : {"web", "../share/xiuhua/web", "../../../web/dist"}) {
        const auto candidate = program_directory / place;
        std::error_code ignored;
        if (std::filesystem::is_directory(candidate / "desk", ignored)) {
            return candidate;
        }
    }
    return {};
}

std::filesystem::path find_web_directory(const std::string& configured) {
    if (!configured.empty()) {
        return configured;
    }
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::filesystem::path{} : web_directory_beside(program.parent_path());
}

StaticFiles::StaticFiles(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::recursive_directory_iterator entries(directory, error);
    std::uintmax_t total = 0;
    for (const auto& entry : error ? std::filesystem::recursive_directory_iterator{} : entries) {
        const auto extension = entry.path().extension();
        if (!entry.is_regular_file() || extension == ".br" || extension == ".gz") {
            continue;
        }
        total += entry.file_size();
        if (total > bytes_max) {
            log::error("http.web_too_large", {{"bytes_max", static_cast<std::int64_t>(bytes_max)}});
            break;
        }
        File file;
        file.type = type_of(entry.path());
        file.plain = read_file(entry.path());
        if (!file.plain) {
            continue;
        }
        file.etag = digest_of(*file.plain);
        file.brotli = read_file(entry.path().string() + ".br");
        file.gzip = read_file(entry.path().string() + ".gz");
        files_["/" + entry.path().lexically_relative(directory).generic_string()] = std::move(file);
    }
    log::info("http.web_loaded", {{"files", static_cast<std::int64_t>(files_.size())},
                                  {"bytes", static_cast<std::int64_t>(total)}});
}

std::optional<Response> StaticFiles::answer(const Request& request) const {
    const std::string& path = request.path;
    if (path == "/" || path == "/desk") {
        return files_.contains("/desk/index.html") ? std::optional{redirect("/desk/")}
                                                   : std::nullopt;
    }
    if (path == "/m") {
        return files_.contains("/m/index.html") ? std::optional{redirect("/m/")} : std::nullopt;
    }
    if (const auto found = files_.find(path); found != files_.end()) {
        return answer_file(request, path, found->second);
    }
    // A page of the app has its path from the app's own router; a missing picture is still missing.
    const bool wants_page = request.header("accept").find("text/html") != std::string_view::npos;
    for (const std::string_view app : {"/desk/", "/m/"}) {
        const auto page = files_.find(std::string{app} + "index.html");
        if (path.starts_with(app) && page != files_.end() && (wants_page || path == app)) {
            return answer_file(request, page->first, page->second);
        }
    }
    return std::nullopt;
}

Response StaticFiles::answer_file(const Request& request, std::string_view path,
                                  const File& file) const {
    const std::string_view accepted = request.header("accept-encoding");
    std::string etag = "\"" + file.etag;
    Response response;
    response.shared_body = file.plain;
    // A strong ETag names the bytes sent, so each coding has its own.
    if (file.brotli && accepts_encoding(accepted, "br")) {
        response.shared_body = file.brotli;
        response.headers.emplace_back("Content-Encoding", "br");
        etag += "-br";
    } else if (file.gzip && accepts_encoding(accepted, "gzip")) {
        response.shared_body = file.gzip;
        response.headers.emplace_back("Content-Encoding", "gzip");
        etag += "-gz";
    }
    etag += '"';
    response.content_type = file.type;
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    response.headers.emplace_back("Cache-Control", path.find("/assets/") != std::string_view::npos
                                                       ? "public, max-age=31536000, immutable"
                                                       : "no-cache");
    if (names_etag(request.header("if-none-match"), etag)) {
        response.status = 304;
        response.shared_body = nullptr;
    }
    add_security_headers(response);
    return response;
}

}  // namespace xiuhua
