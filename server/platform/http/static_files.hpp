#pragma once
// The built web, read into memory at start: <directory>/desk/… is served as /desk/…. A file with a .br or .gz
// sibling goes out compressed; files under assets/ bear a hash in their name and never change.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace xiuhua {

class StaticFiles {
  public:
    static constexpr std::uintmax_t bytes_max = 256u << 20;  // The built web has about 15 MiB.

    // An absent directory holds nothing.
    explicit StaticFiles(const std::filesystem::path& directory);

    // The answer to a GET of one of the files, of a page of the apps under /desk/ and /m/ (index.html, for who
    // accepts text/html), or of "/"; nothing otherwise.
    std::optional<Response> answer(const Request& request) const;
    std::size_t size() const { return files_.size(); }

  private:
    using Text = std::shared_ptr<const std::string>;
    struct File {
        std::string_view type;
        std::string etag;  // Without quotes.
        Text plain, brotli, gzip;
    };
    Response answer_file(const Request& request, std::string_view path, const File& file) const;

    std::map<std::string, File, std::less<>> files_;
};

// For Config::http.web_directory: itself, or where a build or a package puts the web.
std::filesystem::path find_web_directory(const std::string& configured);
// Where the web lies for a program in this folder: beside it, where the package puts it, or in the tree that built it;
// empty when nowhere.
std::filesystem::path web_directory_beside(const std::filesystem::path& program_directory);

// Whether an Accept-Encoding header allows the coding (q=0 forbids).
bool accepts_encoding(std::string_view header, std::string_view coding);
// Whether an If-None-Match header names the ETag (quoted), weakly compared (RFC 9110, 13.1.2).
bool names_etag(std::string_view header, std::string_view etag);

}  // namespace xiuhua
