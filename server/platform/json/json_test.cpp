#include "platform/json/json.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <random>

namespace xiuhua {

enum class Mood { calm, worried };
BOOST_DESCRIBE_ENUM(Mood, calm, worried)
struct Reading {
    double temperature = 0;
    std::optional<Mood> mood;
};
BOOST_DESCRIBE_STRUCT(Reading, (), (temperature, mood))
struct Sheet {
    OrderId order;
    Date day;
    Instant at;
    std::string note;
    std::optional<int> count;
    std::vector<Reading> readings;
    std::map<std::string, std::string> fields;
    RawJson extra;
};
BOOST_DESCRIBE_STRUCT(Sheet, (), (order, day, at, note, count, readings, fields, extra))
struct SheetFilter {
    std::optional<Date> day;
    std::optional<Mood> mood;
    std::optional<int> limit;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SheetFilter, (), (day, mood, limit, text))

namespace {

constexpr std::string_view whole =
    R"({"order":"018f2b6a-7c1d-7e3f-8a2b-00112233aaff","day":"2026-02-28",)"
    R"("at":"2026-02-28T01:02:03.000Z","note":"引号\" 反斜\\ 换\n行","count":null,)"
    R"("readings":[{"temperature":37.3,"mood":"worried"}],"fields":{"姓名":"张三"},"extra":{"a":[1]}})";

std::string first_fault(std::string_view text) {
    const auto parsed = json::parse<Sheet>(text);
    return parsed ? "none" : parsed.error().field + " " + parsed.error().key;
}

TEST_CASE("a struct comes back from its own text unchanged") {
    const auto sheet = json::parse<Sheet>(whole);
    REQUIRE(sheet);
    CHECK(sheet->readings.at(0).temperature == 37.3);
    CHECK(json::write(*sheet) == whole);
}

TEST_CASE("a missing, extra or wrong field is named by its path") {
    const auto with = [](std::string_view from, std::string_view to) {
        std::string text{whole};
        return text.replace(text.find(from), from.size(), to);
    };
    CHECK(first_fault(with("37.3", "\"37.3\"")) == "readings[0].temperature field.not_number");
    CHECK(first_fault(with("worried", "angry")) == "readings[0].mood field.bad_choice");
    CHECK(first_fault(with("2026-02-28\"", "2026-02-30\"")) == "day field.bad_date");
    CHECK(first_fault(with("018f2b6a", "118")) == "order field.bad_id");
    CHECK(first_fault(with("\"note\"", "\"notes\"")).starts_with(" request.bad_field"));
    CHECK(first_fault(with("null", "1.5")) == "count field.not_integer");
    CHECK(first_fault(with("null", "99999999999")) == "count field.not_integer");
    CHECK(first_fault("{") == " request.bad_json");
    CHECK(first_fault(std::string(100'000, '[')) == " request.bad_json");
    CHECK(first_fault("[]").ends_with("field.not_object"));
}

TEST_CASE("all faults of a form are told at once") {
    const auto parsed = json::parse<SheetFilter>(R"({"day":"x","mood":"y","text":3})");
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().key == "request.bad_field");
    CHECK(parsed.error().fields.size() == 3);
}

TEST_CASE("query parameters follow the same rules, and an empty one is absent") {
    const auto filter =
        json::parse_parameters<SheetFilter>({{"day", "2026-02-28"}, {"limit", "20"}, {"mood", ""}});
    REQUIRE(filter);
    CHECK(filter->limit == 20);
    CHECK_FALSE(filter->mood);
    CHECK(json::parse_parameters<SheetFilter>({{"limit", "many"}}).error().key ==
          "field.not_number");
    CHECK(json::parse_parameters<SheetFilter>({{"colour", "red"}}).error().key == "field.unknown");
}

TEST_CASE("a struct's shape is described for the contract") {
    json::Schemas schemas;
    json::schema<Page<Sheet>>(schemas);
    REQUIRE(schemas.contains("Sheet"));
    REQUIRE(schemas.contains("SheetPage"));
    const std::string text = boost::json::serialize(schemas["Sheet"]);
    CHECK(text.find(R"("count":{"type":["integer","null"]})") != std::string::npos);
    CHECK(text.find(R"("required":["order","day","at","note","readings","fields","extra"])") !=
          std::string::npos);
}

}  // namespace
TEST_CASE("a number's text is the shortest one that comes back, however it was written") {
    std::mt19937_64 random{11};
    const auto shortest = [](double value) {
        char text[32];
        return std::string{text, std::to_chars(text, text + sizeof text, value).ptr};
    };
    std::vector<double> values{0.0,     -0.0,  1,       -1,       0.1,   34.801234, 113.812,
                               1e5,     1.2e6, 1.2e7,   99999999, 1e8,   1e-6,      0.0001,
                               0.00012, 0.001, 1234567, 1.5e-7,   -36.6, 0.3,       1e300};
    for (int i = 0; i < 20'000; ++i) {
        values.push_back(
            static_cast<double>(static_cast<std::int64_t>(random()) >> (random() % 60)) / 1e6);
        values.push_back(static_cast<double>(random()) / 1e17);
    }
    for (const double value : values) {
        std::string text;
        json::write_number(text, value);
        CHECK(text == shortest(value));
    }
}

TEST_CASE("letters that need an escape are found wherever they stand") {
    for (std::size_t length = 0; length < 20; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            std::string text(length, 'x');
            text[at] = '"';
            std::string out;
            json::write_text(out, text);
            CHECK(out ==
                  "\"" + std::string(at, 'x') + "\\\"" + std::string(length - at - 1, 'x') + "\"");
        }
    }
}

}  // namespace xiuhua
