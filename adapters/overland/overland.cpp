#include "adapters/overland/overland.hpp"

#include <boost/json.hpp>

#include "adapters/positions/fields.hpp"

namespace xiuhua::overland {
namespace {

using positions::Fix;
using positions::JsonFields;
using positions::Upload;
namespace json = boost::json;

const json::object* child(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains({name.data(), name.size()});
    return value == nullptr ? nullptr : value->if_object();
}

// {"type":"Point","coordinates":[lon,lat]}; nullopt when the feature has no point: it is no position.
Result<std::optional<GeoPoint>> read_point(const json::object& feature) {
    const json::object* geometry = child(feature, "geometry");
    if (geometry == nullptr) {
        return std::optional<GeoPoint>{};
    }
    const auto* list = geometry->if_contains("coordinates");
    const auto* numbers = list == nullptr ? nullptr : list->if_array();
    if (numbers == nullptr || numbers->size() < 2 || !(*numbers)[0].is_number() ||
        !(*numbers)[1].is_number()) {
        return fail(ErrorCode::invalid, "positions.bad_field", "coordinates");
    }
    return std::optional<GeoPoint>{
        GeoPoint{(*numbers)[1].to_number<double>(), (*numbers)[0].to_number<double>()}};
}

std::string first_motion(const json::object& properties) {
    const auto* motion = properties.if_contains("motion");
    const auto* list = motion == nullptr ? nullptr : motion->if_array();
    if (list == nullptr || list->empty() || !list->front().is_string()) {
        return {};
    }
    const json::string& text = list->front().get_string();
    return positions::cut_text({text.data(), text.size()}, positions::trigger_bytes_max);
}

Done read_feature(const json::value& value, Upload& upload) {
    const auto* feature = value.if_object();
    if (feature == nullptr) {
        return fail(ErrorCode::invalid, "positions.bad_field", "locations");
    }
    XH_TRY(point, read_point(*feature));
    const json::object* properties = child(*feature, "properties");
    if (properties == nullptr) {
        return fail(ErrorCode::invalid, "positions.bad_field", "properties");
    }
    JsonFields fields{*properties};
    if (upload.device.empty()) {
        upload.device = fields.text("device_id", positions::device_bytes_max);
    }
    if (!point || properties->contains("action")) {  // A log line or a visit.
        return fields.done();
    }
    const auto time = fields.time("timestamp");
    Fix fix;
    fix.point = *point;
    fix.altitude_meters = fields.number("altitude");
    fix.speed_meters_per_second = positions::not_negative(fields.number("speed"));
    fix.heading_degrees = positions::not_negative(fields.number("course"));
    fix.accuracy_meters = positions::positive(fields.number("horizontal_accuracy"));
    fix.battery_fraction = positions::fraction(fields.number("battery_level"));
    const std::string battery = fields.text("battery_state", positions::trigger_bytes_max);
    fix.charging = battery == "charging" || battery == "full";
    fix.network = fields.text("wifi", positions::network_bytes_max);
    fix.trigger = first_motion(*properties);
    XH_DO(fields.done());
    if (!time) {
        return fail(ErrorCode::invalid, "positions.no_time", "timestamp");
    }
    fix.fix_time = *time;
    upload.fixes.push_back(std::move(fix));
    return {};
}

}  // namespace

Result<Upload> decode(std::string_view body) {
    XH_TRY(document, positions::parse_json(body, {}));
    const auto* object = document.if_object();
    const auto* list = object == nullptr ? nullptr : object->if_contains("locations");
    const auto* locations = list == nullptr ? nullptr : list->if_array();
    if (locations == nullptr) {
        return fail(ErrorCode::invalid, "positions.unknown_message");
    }
    if (locations->size() > positions::fixes_max) {
        return fail(ErrorCode::too_large, "positions.too_large");
    }
    Upload upload;
    upload.fixes.reserve(locations->size() + 1);
    for (const json::value& feature : *locations) {
        XH_DO(read_feature(feature, upload));
    }
    if (const auto* current = object->if_contains("current"); current && current->is_object()) {
        XH_DO(read_feature(*current, upload));
    }
    return upload;
}

std::string configuration_link(const Setup& setup) {
    return "overland://setup?url=" + positions::encode_parameter(setup.url) +
           "&token=" + positions::encode_parameter(setup.token) +
           "&device_id=" + positions::encode_parameter(setup.device);
}

}  // namespace xiuhua::overland
