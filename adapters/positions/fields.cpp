#include "adapters/positions/fields.hpp"

#include <charconv>
#include <cmath>

namespace xiuhua::positions {
namespace {

constexpr double seconds_end = 2'147'483'648;             // 2^31, as Traccar's server has it.
constexpr double milliseconds_end = 253'402'300'800'000;  // The year 10000.
constexpr std::size_t nesting_max = 16;                   // Overland's batches need 6.

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
}

bool is_true(std::string_view text) {
    return text == "1" || lower(text) == "true";
}

}  // namespace

std::optional<Instant> time_of_number(double number) {
    if (!std::isfinite(number) || number < 1) {
        return std::nullopt;
    }
    const double milliseconds = number < seconds_end ? number * 1000 : number;
    if (milliseconds >= milliseconds_end) {
        return std::nullopt;
    }
    return Instant{std::chrono::milliseconds{std::llround(milliseconds)}};
}

std::optional<Instant> time_of_text(std::string_view text) {
    if (const auto number = number_of_text(text)) {
        return time_of_number(*number);
    }
    constexpr std::size_t seconds_length = 19;  // 2014-06-04T09:10:11
    if (text.size() < seconds_length || text.size() > 40) {
        return std::nullopt;
    }
    std::string iso{text.substr(0, seconds_length)};
    if (iso[10] == ' ') {
        iso[10] = 'T';
    }
    std::string_view rest = text.substr(seconds_length);
    if (!rest.empty() && rest.front() == '.') {
        std::size_t end = rest.find_first_not_of("0123456789", 1);
        end = end == std::string_view::npos ? rest.size() : end;
        iso += rest.substr(0, std::min<std::size_t>(end, 4));
        rest = rest.substr(end);
    }
    if (rest.empty()) {
        iso += 'Z';
    } else if (rest.size() == 5 && (rest[0] == '+' || rest[0] == '-')) {
        iso.append(rest.substr(0, 3)).append(":").append(rest.substr(3));
    } else {
        iso += rest;
    }
    const auto instant = parse_instant(iso);
    return instant && *instant > Instant{} ? instant : std::nullopt;
}

std::optional<double> number_of_text(std::string_view text) {
    double value = 0;
    if (!text.empty() && text.front() == '+') {
        text.remove_prefix(1);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::string cut_text(std::string_view text, std::size_t bytes_max) {
    if (text.size() > bytes_max) {
        std::size_t end = bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
            --end;
        }
        text = text.substr(0, end);
    }
    return std::string{text};
}

Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage) {
    if (text.size() > body_bytes_max) {
        return fail(ErrorCode::too_large, "positions.too_large");
    }
    boost::json::parse_options options;
    options.max_depth = nesting_max;
    boost::system::error_code error;
    auto document = boost::json::parse({text.data(), text.size()}, error, storage, options);
    if (error) {
        return fail(ErrorCode::invalid, "positions.bad_json", {}, error.message());
    }
    return document;
}

std::optional<double> Fields::first_number(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (const auto value = number(name)) {
            return value;
        }
    }
    return std::nullopt;
}

Done Fields::done() const {
    if (!wrong_.empty()) {
        return fail(ErrorCode::invalid, "positions.bad_field", wrong_);
    }
    return {};
}

// ---- JSON

const boost::json::value* JsonFields::find(std::string_view name) const {
    const auto* value = object_.if_contains({name.data(), name.size()});
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<double> JsonFields::number(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (const auto* text = value->if_string()) {  // GPSLogger's templates put numbers in quotes.
        if (text->empty()) {
            return std::nullopt;
        }
        if (const auto number = number_of_text({text->data(), text->size()})) {
            return number;
        }
    } else if (value->is_number()) {
        return value->to_number<double>();
    }
    wrong(name);
    return std::nullopt;
}

std::optional<Instant> JsonFields::time(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    std::optional<Instant> instant;
    if (const auto* text = value->if_string()) {
        instant = time_of_text({text->data(), text->size()});
    } else if (value->is_number()) {
        instant = time_of_number(value->to_number<double>());
    }
    if (!instant) {
        wrong(name);
    }
    return instant;
}

std::string JsonFields::text(std::string_view name, std::size_t bytes_max) {
    const auto* value = find(name);
    if (value == nullptr) {
        return {};
    }
    if (const auto* text = value->if_string()) {
        return cut_text({text->data(), text->size()}, bytes_max);
    }
    if (value->is_int64()) {  // A numeric device_id.
        return std::to_string(value->get_int64());
    }
    wrong(name);
    return {};
}

bool JsonFields::flag(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) {
        return false;
    }
    if (const bool* flag = value->if_bool()) {
        return *flag;
    }
    if (const auto* text = value->if_string()) {
        return is_true({text->data(), text->size()});
    }
    return value->is_int64() && value->get_int64() == 1;
}

// ---- forms

std::string_view FormFields::find(std::string_view name) const {
    for (const auto& [key, value] : parameters_) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

std::optional<double> FormFields::number(std::string_view name) {
    const std::string_view text = find(name);
    if (text.empty()) {
        return std::nullopt;
    }
    const auto value = number_of_text(text);
    if (!value) {
        wrong(name);
    }
    return value;
}

std::optional<Instant> FormFields::time(std::string_view name) {
    const std::string_view text = find(name);
    if (text.empty()) {
        return std::nullopt;
    }
    const auto value = time_of_text(text);
    if (!value) {
        wrong(name);
    }
    return value;
}

std::string FormFields::text(std::string_view name, std::size_t bytes_max) {
    return cut_text(find(name), bytes_max);
}

bool FormFields::flag(std::string_view name) {
    return is_true(find(name));
}

// ---- unknown values

std::optional<double> positive(std::optional<double> value) {
    return value && *value > 0 && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<double> not_negative(std::optional<double> value) {
    return value && *value >= 0 && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<double> fraction(std::optional<double> value) {
    return value && *value >= 0 && *value <= 1 ? value : std::nullopt;
}

std::optional<double> percent(std::optional<double> value) {
    return value ? fraction(*value / 100) : std::nullopt;
}

Result<GeoPoint> required_point(std::optional<double> latitude, std::optional<double> longitude) {
    if (!latitude || !longitude) {
        return fail(ErrorCode::invalid, "positions.no_position", latitude ? "lon" : "lat");
    }
    return GeoPoint{*latitude, *longitude};
}

Done check_device(const std::string& device) {
    if (device.empty()) {
        return fail(ErrorCode::invalid, "positions.no_device");
    }
    if (device.size() >= device_bytes_max) {  // Reading cuts here: it was longer, or just fits.
        return fail(ErrorCode::invalid, "positions.bad_device");
    }
    return {};
}

}  // namespace xiuhua::positions
