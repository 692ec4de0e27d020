#include "rooms/tracking/routes_map.hpp"

#include <charconv>
#include <fstream>

#include "rooms/tracking/map_ground.hpp"

namespace xiuhua::tracking {
namespace {

using Ground = std::shared_ptr<const MapGround>;

// A browser keeps the ground for a while; a new one is taken up within the hour.
constexpr std::string_view kept_for_an_hour = "private, max-age=3600";

Result<Response> base_map(const MapGround& ground) {
    Response response;
    response.content_type = "application/geo+json";
    response.headers.emplace_back("Cache-Control", kept_for_an_hour);
    std::error_code error;
    if (std::filesystem::is_regular_file(ground.base_map(), error)) {
        response.file = ground.base_map();
    } else {
        response.body =
            R"({"type":"FeatureCollection","features":[]})";  // An office without a drawing.
    }
    return response;
}

Result<Response> archive_part(const MapGround& ground, std::string_view header) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(ground.archive(), error);
    if (error || ground.settings().kind != MapKind::pmtiles) {
        return fail(ErrorCode::not_found, "request.no_such_resource");
    }
    XH_TRY(range, range_of(header, size));
    Response response;
    response.content_type = "application/vnd.pmtiles";
    response.headers.emplace_back("Accept-Ranges", "bytes");
    if (!range) {
        response.file = ground.archive();
        return response;
    }
    response.status = 206;
    response.body.resize(range->last - range->first + 1);
    std::ifstream in{ground.archive(), std::ios::binary};
    in.seekg(static_cast<std::streamoff>(range->first));
    in.read(response.body.data(), static_cast<std::streamsize>(response.body.size()));
    if (!in) {
        return fail(ErrorCode::unavailable, "tracking.tile_unavailable");
    }
    response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                                       std::to_string(range->last) + "/" +
                                                       std::to_string(size));
    return response;
}

Result<int> number_in(const Request& request, std::string_view name) {
    const std::string text = request.path_text(name);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return fail(ErrorCode::not_found, "request.no_such_resource");
    }
    return value;
}

Result<Response> tile_of(const MapGround& ground, const Request& request) {
    XH_TRY(zoom, number_in(request, "z"));
    XH_TRY(column, number_in(request, "x"));
    XH_TRY(row, number_in(request, "y"));
    XH_TRY(tile, ground.tile({zoom, column, row}));
    Response response;
    response.content_type = tile.content_type;
    response.body = std::move(tile.bytes);
    response.headers.emplace_back("Cache-Control", kept_for_an_hour);
    return response;
}

}  // namespace

void add_map_routes(RoomHost& host) {
    Router& router = host.router();
    const Ground ground = std::make_shared<MapGround>(host.services().config.data / "map");
    router.view<Nothing, MapSettings>(
        "GET /api/tracking/map", Access::signed_in(),
        [ground](Context&, const Request&, const Nothing&) -> Result<MapSettings> {
            return ground->settings();
        });
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/tracking/base-map", Access::signed_in(),
        [ground](const Request&, const Viewer&) { return base_map(*ground); },
        {.answer_type = "application/geo+json"});
    router.raw<Nothing, Nothing, Nothing>("GET /api/tracking/map.pmtiles", Access::signed_in(),
                                          [ground](const Request& request, const Viewer&) {
                                              return archive_part(*ground, request.header("range"));
                                          },
                                          {.answer_type = "application/vnd.pmtiles"});
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/tracking/tiles/{z}/{x}/{y}", Access::signed_in(),
        [ground](const Request& request, const Viewer&) { return tile_of(*ground, request); },
        {.answer_type = "image/png"});
}

}  // namespace xiuhua::tracking
