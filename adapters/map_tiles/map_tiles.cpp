#include "adapters/map_tiles/map_tiles.hpp"

#include <curl/curl.h>

#include <memory>
#include <mutex>

namespace xiuhua::map_tiles {
namespace {

std::string replaced(std::string text, std::string_view place, const std::string& value) {
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at)) {
        text.replace(at, place.size(), value);
        at += value.size();
    }
    return text;
}

std::size_t take(char* data, std::size_t size, std::size_t count, void* into) {
    auto& bytes = *static_cast<std::string*>(into);
    if (bytes.size() + size * count > tile_bytes_max) {
        return 0;  // Ends the transfer.
    }
    bytes.append(data, size * count);
    return size * count;
}

tl::unexpected<Error> unavailable(std::string detail) {
    return fail(ErrorCode::unavailable, "tracking.tile_unavailable", {}, std::move(detail));
}

}  // namespace

bool is_valid(const TileId& tile) {
    if (tile.zoom < 0 || tile.zoom > zoom_max) {
        return false;
    }
    const int across = 1 << tile.zoom;
    return tile.column >= 0 && tile.column < across && tile.row >= 0 && tile.row < across;
}

Done check_template(std::string_view address_template) {
    const bool is_web =
        address_template.starts_with("https://") || address_template.starts_with("http://");
    for (const std::string_view place : {"{x}", "{y}", "{z}"}) {
        if (!is_web || address_template.find(place) == std::string_view::npos) {
            return fail(ErrorCode::invalid, "tracking.bad_tile_address", "tiles");
        }
    }
    return {};
}

std::string address_of(std::string_view address_template, const TileId& tile) {
    std::string address{address_template};
    address = replaced(std::move(address), "{x}", std::to_string(tile.column));
    address = replaced(std::move(address), "{y}", std::to_string(tile.row));
    address = replaced(std::move(address), "{z}", std::to_string(tile.zoom));
    return replaced(std::move(address), "{s}", std::to_string((tile.column + tile.row) % 4 + 1));
}

std::string_view picture_type(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) {
        return "image/png";
    }
    if (bytes.starts_with("\xff\xd8\xff"sv)) {
        return "image/jpeg";
    }
    if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv)) {
        return "image/webp";
    }
    return {};
}

Result<Tile> fetch(const std::string& address) {
    static std::once_flag started;
    std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> call{curl_easy_init(),
                                                                   curl_easy_cleanup};
    if (!call) {
        return unavailable("no curl handle");
    }
    Tile tile;
    curl_easy_setopt(call.get(), CURLOPT_URL, address.c_str());
    curl_easy_setopt(call.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(call.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(call.get(), CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(call.get(), CURLOPT_TIMEOUT_MS,
                     static_cast<long>(std::chrono::milliseconds{patience}.count()));
    curl_easy_setopt(call.get(), CURLOPT_WRITEFUNCTION, &take);
    curl_easy_setopt(call.get(), CURLOPT_WRITEDATA, &tile.bytes);
    if (const CURLcode code = curl_easy_perform(call.get()); code != CURLE_OK) {
        return unavailable(curl_easy_strerror(code));
    }
    tile.content_type = picture_type(tile.bytes);
    if (tile.content_type.empty()) {
        return unavailable("not a picture");
    }
    return tile;
}

}  // namespace xiuhua::map_tiles
