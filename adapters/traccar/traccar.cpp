#include "adapters/traccar/traccar.hpp"

#include <boost/json.hpp>

#include "adapters/positions/fields.hpp"

namespace xiuhua::traccar {
namespace {

using positions::Fields;
using positions::Fix;
using positions::FormFields;
using positions::JsonFields;
using positions::Message;
using positions::Signal;
using positions::Upload;
namespace json = boost::json;

constexpr double metres_per_second_a_knot = 1852.0 / 3600;

// "60.0,30.0" in one parameter.
Result<std::optional<GeoPoint>> joined_point(FormFields& fields) {
    const std::string text = fields.text("location", 64);
    if (text.empty()) {
        return std::optional<GeoPoint>{};
    }
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto latitude = positions::number_of_text(std::string_view{text}.substr(0, comma));
    const auto longitude =
        positions::number_of_text(std::string_view{text}.substr(std::min(comma + 1, text.size())));
    if (!latitude || !longitude) {
        return fail(ErrorCode::invalid, "positions.bad_field", "location");
    }
    return std::optional<GeoPoint>{GeoPoint{*latitude, *longitude}};
}

Result<Upload> decode_form(std::span<const std::pair<std::string, std::string>> parameters,
                           Instant received_at) {
    FormFields fields{parameters};
    Upload upload;
    upload.device = fields.text("id", positions::device_bytes_max);
    if (upload.device.empty()) {
        upload.device = fields.text("deviceid", positions::device_bytes_max);
    }
    XH_DO(positions::check_device(upload.device));
    Fix fix;
    fix.fix_time = fields.time("timestamp").value_or(received_at);
    const auto latitude = fields.number("lat");
    const auto longitude = fields.number("lon");
    if (const auto speed = positions::not_negative(fields.number("speed"))) {
        fix.speed_meters_per_second = *speed * metres_per_second_a_knot;
    }
    fix.heading_degrees = positions::not_negative(fields.first_number({"bearing", "heading"}));
    fix.altitude_meters = fields.number("altitude");
    fix.accuracy_meters = positions::positive(fields.first_number({"accuracy", "hacc"}));
    fix.battery_fraction = positions::percent(fields.number("batt"));
    fix.charging = fields.flag("charge");
    fix.mock = fields.flag("mock");
    fix.trigger = fields.text("alarm", positions::trigger_bytes_max);
    XH_DO(fields.done());
    XH_TRY(joined, joined_point(fields));
    if (joined) {
        fix.point = *joined;
    } else if (!latitude && !longitude) {
        upload.signals.push_back(
            {.kind = Signal::Kind::heartbeat, .time = fix.fix_time, .text = {}});
        return upload;
    } else {
        XH_TRY(point, positions::required_point(latitude, longitude));
        fix.point = point;
    }
    upload.fixes.push_back(std::move(fix));
    return upload;
}

// An object's member that must be an object if it is there.
Result<const json::object*> child(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains({name.data(), name.size()});
    if (value == nullptr || value->is_null()) {
        return nullptr;
    }
    if (!value->is_object()) {
        return fail(ErrorCode::invalid, "positions.bad_field", std::string{name});
    }
    return &value->get_object();
}

Done read_battery(const json::object& location, Fix& fix) {
    XH_TRY(battery, child(location, "battery"));
    if (battery != nullptr) {
        JsonFields fields{*battery};
        fix.battery_fraction = positions::fraction(fields.number("level"));
        fix.charging = fields.flag("is_charging");
        XH_DO(fields.done());
    }
    return {};
}

Done read_coordinates(const json::object& coordinates, Fix& fix) {
    JsonFields fields{coordinates};
    const auto latitude = fields.number("latitude");
    const auto longitude = fields.number("longitude");
    fix.accuracy_meters = positions::positive(fields.number("accuracy"));
    fix.speed_meters_per_second = positions::not_negative(fields.number("speed"));
    fix.heading_degrees = positions::not_negative(fields.number("heading"));
    fix.altitude_meters = fields.number("altitude");
    XH_DO(fields.done());
    XH_TRY(point, positions::required_point(latitude, longitude));
    fix.point = point;
    return {};
}

Result<Upload> decode_json(const Message& message) {
    XH_TRY(document, positions::parse_json(message.body, {}));
    if (!document.is_object()) {
        return fail(ErrorCode::invalid, "positions.unknown_message");
    }
    JsonFields top{document.get_object()};
    Upload upload;
    upload.device = top.text("device_id", positions::device_bytes_max);
    XH_DO(top.done());
    XH_DO(positions::check_device(upload.device));
    XH_TRY(location, child(document.get_object(), "location"));
    if (location == nullptr) {
        return fail(ErrorCode::invalid, "positions.unknown_message");
    }
    JsonFields fields{*location};
    Fix fix;
    const auto time = fields.time("timestamp");
    fix.mock = fields.flag("mock");
    fix.trigger = fields.text("event", positions::trigger_bytes_max);
    XH_DO(fields.done());
    if (!time) {
        return fail(ErrorCode::invalid, "positions.no_time", "timestamp");
    }
    fix.fix_time = *time;
    XH_DO(read_battery(*location, fix));
    XH_TRY(coordinates, child(*location, "coords"));
    if (coordinates == nullptr) {
        upload.signals.push_back({.kind = Signal::Kind::heartbeat, .time = *time, .text = {}});
        return upload;
    }
    XH_DO(read_coordinates(*coordinates, fix));
    upload.fixes.push_back(std::move(fix));
    return upload;
}

}  // namespace

Result<Upload> decode(const Message& message) {
    const std::size_t first = message.body.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && message.body[first] == '{') {
        return decode_json(message);
    }
    if (!message.query.empty()) {  // As the peer: a query wins over a body.
        return decode_form(message.query, message.received_at);
    }
    XH_TRY(form, positions::parse_form(message.body));
    if (form.empty()) {
        return fail(ErrorCode::invalid, "positions.empty");
    }
    return decode_form(form, message.received_at);
}

std::string configuration_link(const Setup& setup) {
    const std::string interval = std::to_string(setup.interval_seconds);
    return "org.traccar.client://config?url=" + positions::encode_parameter(setup.url) +
           "&id=" + positions::encode_parameter(setup.device) +
           "&accuracy=high&distance=0&interval=" + interval + "&fastestInterval=" + interval +
           "&heartbeat=" + interval + "&buffer=true&stopDetection=true&service=true";
}

}  // namespace xiuhua::traccar
