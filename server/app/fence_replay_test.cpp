#include "app/fence_replay.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace xiuhua;
using namespace xiuhua::app;

namespace {

// A walk in GeoLife's form: an hour at home, then 600 m away for an hour, a fix a minute.
std::string walk() {
    std::string text =
        "Geolife trajectory\r\nWGS 84\r\nAltitude is in Feet\r\nReserved 3\r\n0,2,255,x\r\n0\r\n";
    for (int minute = 0; minute < 120; ++minute) {
        const double latitude = 34.8 + (minute < 60 ? 0 : 0.0054) + minute * 1e-6;
        text += fmt::format("{:.6f},113.800000,0,300,39744.{:04},2008-10-23,{:02}:{:02}:00\r\n",
                            latitude, minute, 2 + minute / 60, minute % 60);
    }
    return text;
}

}  // namespace

TEST_CASE("a track of GeoLife is read, and a broken line is named") {
    std::istringstream good{walk()};
    const auto points = read_plt(good);
    REQUIRE(points);
    REQUIRE(points->size() == 120);
    CHECK(points->front().point == GeoPoint{34.8, 113.8});
    CHECK(to_text(points->back().time) == "2008-10-23T03:59:00.000Z");
    for (const std::string_view line :
         {"1,2,3", "x,113.8,0,0,0,2008-10-23,00:00:00", "34.8,113.8,0,0,0,2008-10-32,00:00:00"}) {
        std::istringstream bad{walk() + std::string{line} + "\n"};
        const auto none = read_plt(bad);
        REQUIRE_FALSE(none);
        CHECK(none.error().field == "127");
    }
}

TEST_CASE("a replay tells when the person left, and what simpler rules would have said") {
    const auto folder = std::filesystem::temp_directory_path() / "xiuhua-fence-replay";
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "walk.plt"} << walk();
    std::ofstream{folder / "walk.gpx"}
        << R"(<?xml version="1.0"?><gpx version="1.1"><trk><trkseg>)"
        << R"(<trkpt lat="34.8" lon="113.8"><time>2008-10-23T02:00:00Z</time><hdop>2</hdop></trkpt>)"
        << R"(<trkpt lat="34.8001" lon="113.8"><time>2008-10-23T02:01:00Z</time></trkpt>)"
        << "</trkseg></trk></gpx>";
    std::ofstream{folder / "bad.gpx"} << "<gpx><trk><trkseg><trkpt lat='1'/></trkseg></trk></gpx>";

    std::ostringstream out;
    CHECK(fence_replay({.files = {folder / "walk.plt"}, .home = "34.8,113.8"}, out) == 0);
    CHECK(out.str().find("2008-10-23T03:06:00.000Z  out") != std::string::npos);
    CHECK(out.str().find("120 points: 1 exits, 1 suspicions; distance > radius: 1 exits") !=
          std::string::npos);

    const auto points = read_gpx(folder / "walk.gpx");
    REQUIRE(points);
    CHECK(points->size() == 2);
    CHECK(points->front().accuracy_meters == 10);
    CHECK_FALSE(points->back().accuracy_meters);
    CHECK_FALSE(read_gpx(folder / "bad.gpx"));
    CHECK(fence_replay({.files = {folder / "bad.gpx"}, .home = {}}, out) == 1);
    CHECK(fence_replay({.files = {}, .home = "34.8"}, out) == 2);
    CHECK(fence_replay({.files = {}, .home = "95,0"}, out) == 2);
    std::filesystem::remove_all(folder);
}
