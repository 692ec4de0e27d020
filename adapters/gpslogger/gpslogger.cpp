#include "adapters/gpslogger/gpslogger.hpp"

#include <boost/json.hpp>

#include "adapters/positions/fields.hpp"

namespace xiuhua::gpslogger {
namespace {

using positions::Fields;
using positions::Fix;
using positions::FormFields;
using positions::JsonFields;
using positions::Message;
using positions::Upload;

std::optional<Instant> read_time(Fields& fields) {
    for (const std::string_view name :
         {"timestamp", "tst", "epoch", "time", "timeoffset", "timeoff"}) {
        if (const auto time = fields.time(name)) {
            return time;
        }
    }
    return std::nullopt;
}

Result<Upload> read(Fields& fields) {
    Upload upload;
    upload.device = fields.text("id", positions::device_bytes_max);
    Fix fix;
    const auto time = read_time(fields);
    const auto latitude = fields.first_number({"lat", "latitude"});
    const auto longitude = fields.first_number({"lon", "long", "longitude"});
    fix.accuracy_meters = positions::positive(fields.first_number({"acc", "accuracy"}));
    fix.altitude_meters = fields.first_number({"alt", "altitude"});
    fix.speed_meters_per_second =
        positions::not_negative(fields.first_number({"spd", "speed", "s", "vel"}));
    fix.heading_degrees =
        positions::not_negative(fields.first_number({"dir", "bearing", "heading"}));
    fix.battery_fraction = positions::percent(fields.first_number({"batt", "battery"}));
    fix.charging = fields.flag("ischarging") || fields.flag("charging") || fields.flag("bs");
    const std::string provider = fields.text("prov", positions::trigger_bytes_max);
    fix.mock = provider == "mock" || provider == "MOCK";
    fix.trigger = provider;
    XH_DO(fields.done());
    XH_DO(positions::check_device(upload.device));
    if (!time) {
        return fail(ErrorCode::invalid, "positions.no_time", "timestamp");
    }
    fix.fix_time = *time;
    XH_TRY(point, positions::required_point(latitude, longitude));
    fix.point = point;
    upload.fixes.push_back(std::move(fix));
    return upload;
}

// The identifier may stand in the URL and the rest in the body, as in our template's POST form.
positions::Parameters joined(const Message& message, positions::Parameters form) {
    form.insert(form.end(), message.query.begin(), message.query.end());
    return form;
}

}  // namespace

Result<Upload> decode(const Message& message) {
    const std::size_t first = message.body.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        if (message.query.empty()) {
            return fail(ErrorCode::invalid, "positions.empty");
        }
        FormFields fields{message.query};
        return read(fields);
    }
    if (message.body[first] != '{') {
        XH_TRY(form, positions::parse_form(message.body));
        const auto parameters = joined(message, std::move(form));
        FormFields fields{parameters};
        return read(fields);
    }
    XH_TRY(document, positions::parse_json(message.body, {}));
    if (!document.is_object()) {
        return fail(ErrorCode::invalid, "positions.unknown_message");
    }
    auto& object = document.get_object();
    if (!object.contains("id")) {
        FormFields query{message.query};
        object["id"] = query.text("id", positions::device_bytes_max);
    }
    JsonFields fields{object};
    return read(fields);
}

std::string url_template(std::string_view url, std::string_view device) {
    return std::string{url} + "?client=gpslogger&id=" + positions::encode_parameter(device) +
           "&lat=%LAT&lon=%LON&acc=%ACC&alt=%ALT&spd=%SPD&dir=%DIR&timestamp=%TIMESTAMP"
           "&batt=%BATT&ischarging=%ISCHARGING&prov=%PROV";
}

}  // namespace xiuhua::gpslogger
