// The ground of maps: what an office may configure, and that it says nothing of anybody.
#include <doctest/doctest.h>

#include <fstream>

#include "platform/json/json.hpp"
#include "rooms/tracking/map_ground.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::tracking {
namespace {

using testkit::TestApp;

TEST_CASE("a map file is taken as an office would write it, and the field at fault is named") {
    const auto outcome = [](const std::string& text) -> std::string {
        const auto file = json::parse<MapFile>(text);
        const auto settings = file ? settings_of(*file) : Result<MapSettings>{fail(file.error())};
        return settings ? "ok" : settings.error().field;
    };
    CHECK(outcome(R"({"kind":"base"})") == "ok");
    CHECK(outcome(R"({"kind":"base","gcj02":true})") == "gcj02");
    CHECK(outcome(R"({"kind":"pmtiles","zoom":13.5})") == "ok");
    CHECK(outcome(R"({"kind":"wmts"})") == "tiles");
    CHECK(outcome(R"({"kind":"wmts","tiles":"https://a/{z}/{x}/{y}","gcj02":true})") == "ok");
    CHECK(outcome(R"({"kind":"pmtiles","zoom":4.9})") == "zoom");
    CHECK(outcome(R"({"kind":"pmtiles","zoom_max":20})") == "zoom_max");
    CHECK(outcome(R"({"kind":"base","center":{"latitude":91,"longitude":0}})") == "center");
    CHECK(outcome(R"({"kind":"base","attribution":")" + std::string(201, 'x') + "\"}") ==
          "attribution");
}

TEST_CASE("parts of an archive are cut where the reader asks, never beyond its end") {
    struct Row {
        const char* header;
        std::uint64_t size;
        const char* outcome;
    };
    for (const Row& row :
         {Row{"", 100, "whole"}, Row{"bytes=0-15", 100, "0-15"}, Row{"bytes=90-", 100, "90-99"},
          Row{"bytes=90-200", 100, "90-99"}, Row{"bytes=-10", 100, "90-99"},
          Row{"bytes=-1000", 100, "0-99"}, Row{"bytes=100-", 100, "tracking.bad_range"},
          Row{"bytes=9-3", 100, "tracking.bad_range"}, Row{"bytes=0-", 0, "tracking.bad_range"},
          Row{"bytes=0-3,5-7", 100, "whole"}, Row{"lines=0-3", 100, "whole"},
          Row{"bytes=-", 100, "whole"}, Row{"bytes=a-b", 100, "whole"},
          Row{"bytes=0-999999999", 1'000'000'000, "0-8388607"}}) {
        const auto range = range_of(row.header, row.size);
        const std::string found =
            !range   ? range.error().key
            : *range ? std::to_string((*range)->first) + "-" + std::to_string((*range)->last)
                     : "whole";
        CHECK_MESSAGE(found == row.outcome, row.header);
    }
}

struct Folder {
    std::filesystem::path path;
    Folder() {
        static int serial = 0;
        path = std::filesystem::temp_directory_path() /
               ("xiuhua_map_" + std::to_string(getpid()) + "_" + std::to_string(++serial));
        std::filesystem::create_directories(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path / name).parent_path());
        std::ofstream{path / name, std::ios::binary} << text;
    }
};

TEST_CASE("a tile fetched once is kept, and a supplier that is away takes nothing else down") {
    const Folder folder;
    folder.write("map.json",
                 R"({"kind":"wmts","tiles":"http://127.0.0.1:1/{z}/{x}/{y}","gcj02":true})");
    folder.write("tiles/14/13369/6512", "\x89PNG\r\n\x1a\n kept");
    const MapGround ground{folder.path};
    CHECK(ground.settings().gcj02);
    const auto kept = ground.tile({14, 13369, 6512});
    REQUIRE(kept);
    CHECK(kept->content_type == "image/png");
    CHECK(ground.tile({14, 13369, 6513}).error().key == "tracking.tile_unavailable");
    CHECK(ground.tile({14, -1, 0}).error().key == "request.no_such_resource");
}

TEST_CASE("a wrong map file leaves the district's own drawing") {
    const Folder folder;
    folder.write("map.json", R"({"kind":"wmts","tiles":"ftp://nowhere"})");
    const MapGround ground{folder.path};
    CHECK(ground.settings().kind == MapKind::base);
    CHECK(ground.tile({0, 0, 0}).error().key == "request.no_such_resource");
}

TEST_CASE("everybody signed in reads the ground, nobody else; no supplier's address is in it") {
    TestApp app;
    app.run({.get = "/api/tracking/map", .status = 401, .lacks = {"center"}});
    app.run({.get = "/api/tracking/base-map", .status = 401, .lacks = {"Feature"}});
    for (const char* login :
         {"worker_sun", "lead_qian", "auditor_wei", "admin_chen", "resident_jiang"}) {
        app.run({.as = login,
                 .get = "/api/tracking/map",
                 .has = {"\"kind\":\"base\"", "\"gcj02\":false"},
                 .lacks = {"tiles", "http"}});
        app.run({.as = login,
                 .get = "/api/tracking/base-map",
                 .has = {"FeatureCollection"},
                 .lacks = {"138001", "江小明"}});
        app.run({.as = login, .get = "/api/tracking/map.pmtiles", .status = 404});
        app.run({.as = login, .get = "/api/tracking/tiles/14/13369/6512", .status = 404});
        app.run({.as = login, .get = "/api/tracking/tiles/x/0/0", .status = 404});
    }
}

}  // namespace
}  // namespace xiuhua::tracking
