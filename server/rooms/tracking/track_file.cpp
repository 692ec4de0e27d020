#include "rooms/tracking/track_file.hpp"

#include <fmt/format.h>

#include "platform/json/json.hpp"

namespace xiuhua::tracking {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                // XML 1.0 allows no other control characters.
                out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return out;
}

std::string mark_text(const Watermark& mark) {
    return "龙子湖街道办事处 内部资料 严禁外传 · 导出人 " + mark.taken_by + " · " +
           to_text(mark.taken_at) + " · 事由 " + mark.reason + " · 副本 " + mark.copy;
}

}  // namespace

std::string gpx_of(std::span<const TrackPoint> points, const Watermark& mark) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<gpx version=\"1.1\" creator=\"Xiuhua\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n"
        "<metadata><name>" +
        escaped(mark.order_number) + "</name><desc>" + escaped(mark_text(mark)) + "</desc><time>" +
        to_text(mark.taken_at) + "</time></metadata>\n<trk><name>" + escaped(mark.order_number) +
        "</name><cmt>" + escaped(mark.copy) + "</cmt><trkseg>\n";
    for (std::size_t i = 0; i < points.size(); ++i) {
        const TrackPoint& point = points[i];
        if (i > 0 &&
            point.fix_time - points[i - 1].fix_time > std::chrono::minutes{segment_gap_minutes}) {
            out += "</trkseg><trkseg>\n";
        }
        out += fmt::format("<trkpt lat=\"{:.6f}\" lon=\"{:.6f}\"><time>{}</time>",
                           point.point.latitude, point.point.longitude, to_text(point.fix_time));
        if (point.accuracy_meters) {
            // GPX has no accuracy in metres; its hdop is not one, so it stands in words.
            out += fmt::format("<cmt>accuracy {:.1f} m</cmt>", *point.accuracy_meters);
        }
        out += "</trkpt>\n";
    }
    return out + "</trkseg></trk>\n</gpx>\n";
}

std::string geojson_of(std::span<const TrackPoint> points, const Watermark& mark) {
    using boost::json::array;
    using boost::json::object;
    array features;
    for (const TrackPoint& point : points) {
        object properties{{"time", to_text(point.fix_time)},
                          {"received", to_text(point.server_time)}};
        if (point.accuracy_meters) {
            properties["accuracy_meters"] = *point.accuracy_meters;
        }
        if (point.battery_fraction) {
            properties["battery_fraction"] = *point.battery_fraction;
        }
        features.push_back(
            object{{"type", "Feature"},
                   {"geometry",
                    object{{"type", "Point"},
                           {"coordinates", array{point.point.longitude, point.point.latitude}}}},
                   {"properties", std::move(properties)}});
    }
    const object whole{{"type", "FeatureCollection"},
                       {"name", mark.order_number},
                       {"watermark", mark_text(mark)},
                       {"copy", mark.copy},
                       {"features", std::move(features)}};
    return boost::json::serialize(whole);
}

}  // namespace xiuhua::tracking
