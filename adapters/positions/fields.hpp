#pragma once
// For the decoders only: fields of a JSON object or a form, read one by one. The first wrong one is remembered, so that
// a decoder reads straight on and asks once at the end.
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/positions/message.hpp"

namespace xiuhua::positions {

inline constexpr std::size_t device_bytes_max = 128;
inline constexpr std::size_t trigger_bytes_max = 32;
inline constexpr std::size_t network_bytes_max = 32;  // IEEE 802.11's own limit.
inline constexpr std::size_t place_bytes_max = 64;

// Seconds below 2^31, else milliseconds; nullopt for what is no time after 1970 and before 10000.
std::optional<Instant> time_of_number(double number);
// A number as above, ISO 8601 with Z, ±hh:mm or ±hhmm, or "2014-06-04 09:10:11" in UTC.
std::optional<Instant> time_of_text(std::string_view text);
// "NaN" and "1e3" are numbers, "12abc" and "" are not.
std::optional<double> number_of_text(std::string_view text);
// At most `bytes_max`, never through the middle of a character.
std::string cut_text(std::string_view text, std::size_t bytes_max);

// JSON text whose nesting and size are bounded; `invalid` positions.bad_json.
Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage);

// What both kinds of fields share. Absent, null and "" are nullopt.
class Fields {
  public:
    virtual ~Fields() = default;
    virtual std::optional<double> number(std::string_view name) = 0;
    virtual std::optional<Instant> time(std::string_view name) = 0;
    virtual std::string text(std::string_view name, std::size_t bytes_max) = 0;
    virtual bool flag(std::string_view name) = 0;  // true, "true", "1", 1.

    std::optional<double> first_number(std::initializer_list<std::string_view> names);
    void wrong(std::string_view name) {
        if (wrong_.empty()) {
            wrong_ = name;
        }
    }
    Done done() const;  // `invalid` positions.bad_field with the first wrong field.

  private:
    std::string wrong_;
};

class JsonFields : public Fields {
  public:
    explicit JsonFields(const boost::json::object& object) : object_(object) {}
    std::optional<double> number(std::string_view name) override;
    std::optional<Instant> time(std::string_view name) override;
    std::string text(std::string_view name, std::size_t bytes_max) override;
    bool flag(std::string_view name) override;

  private:
    const boost::json::value* find(std::string_view name) const;
    const boost::json::object& object_;
};

class FormFields : public Fields {
  public:
    explicit FormFields(std::span<const std::pair<std::string, std::string>> parameters)
        : parameters_(parameters) {}
    std::optional<double> number(std::string_view name) override;
    std::optional<Instant> time(std::string_view name) override;
    std::string text(std::string_view name, std::size_t bytes_max) override;
    bool flag(std::string_view name) override;

  private:
    std::string_view find(std::string_view name) const;
    std::span<const std::pair<std::string, std::string>> parameters_;
};

// Values that the clients use for "unknown" become absent.
std::optional<double> positive(std::optional<double> value);      // accuracy: 0 and below, NaN.
std::optional<double> not_negative(std::optional<double> value);  // speed, heading: -1.
std::optional<double> fraction(std::optional<double> value);      // 0 to 1.
std::optional<double> percent(std::optional<double> value);       // 0 to 100, as a fraction.

// "lat" and "lon" both, or positions.no_position.
Result<GeoPoint> required_point(std::optional<double> latitude, std::optional<double> longitude);
// The identifier must be there and short: positions.no_device, positions.bad_device.
Done check_device(const std::string& device);

}  // namespace xiuhua::positions
