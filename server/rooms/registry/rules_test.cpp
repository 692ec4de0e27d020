#include "rooms/registry/rules.hpp"

#include <doctest/doctest.h>

#include "rooms/registry/rules_area.hpp"
#include "rooms/registry/rules_import.hpp"
#include "rooms/registry/rules_search.hpp"

namespace xiuhua::registry {
namespace {

const Date today = *parse_date("2026-03-02");

std::string card(std::string_view seventeen) {
    return std::string{seventeen} + identity_check_character(seventeen);
}

// "name=registry.name_missing phone=phone.bad", or "ok".
std::string verdict(PersonFacts facts, Strictness strictness) {
    const auto checked = check_person(std::move(facts), today, strictness);
    if (checked) {
        return "ok";
    }
    std::string out;
    for (const FieldError& error : checked.error().fields) {
        out += (out.empty() ? "" : " ") + error.field + "=" + error.key;
    }
    return out;
}

std::string places_text(std::string_view typed) {
    const AddressWords words = parse_address(typed);
    std::string out;
    for (const PlaceName& place : words.places) {
        out += std::string{json::enum_text(place.level)} + ":" + place.name + " ";
    }
    return out + (words.rest.empty() ? "" : "rest:" + words.rest);
}

}  // namespace

TEST_CASE("a person is registered with a name, a true number and a reachable telephone") {
    const std::string number = card("99999919900501123");
    struct Row {
        PersonFacts facts;
        std::string_view outcome;
    };
    const auto with = [](auto change) {
        PersonFacts facts;
        facts.name = "王芳";
        change(facts);
        return facts;
    };
    for (const Row& row :
         {Row{with([](PersonFacts&) {}), "ok"},
          Row{with([](PersonFacts& f) { f.name = " 　 "; }), "name=registry.name_missing"},
          Row{with([](PersonFacts& f) { f.name = std::string(91, 'x'); }),
              "name=registry.too_long"},
          Row{with([&](PersonFacts& f) { f.secrets.identity_number = number; }), "ok"},
          Row{with([&](PersonFacts& f) {
                  f.secrets.identity_number = number;
                  f.birth_date = parse_date("1990-05-01");
              }),
              "ok"},
          Row{with([&](PersonFacts& f) {
                  f.secrets.identity_number = number;
                  f.birth_date = parse_date("1990-05-02");
              }),
              "birth_date=registry.birth_date_differs"},
          Row{with([&](PersonFacts& f) {
                  f.secrets.identity_number = number;
                  f.sex = Sex::female;
              }),
              "sex=registry.sex_differs"},
          Row{with([](PersonFacts& f) { f.secrets.identity_number = "999999199005011230"; }),
              "identity_number=identity.bad_checksum"},
          Row{with([](PersonFacts& f) { f.secrets.phone = "12800000000"; }), "phone=phone.bad"},
          Row{with([](PersonFacts& f) { f.birth_date = today; }),
              "guardian=registry.guardian_needed"},
          Row{with([](PersonFacts& f) { f.birth_date = today + std::chrono::days{1}; }),
              "birth_date=registry.birth_date_impossible"},
          Row{with([](PersonFacts& f) { f.birth_date = parse_date("2012-03-02"); }), "ok"},
          Row{with([](PersonFacts& f) { f.birth_date = parse_date("2012-03-03"); }),
              "guardian=registry.guardian_needed"},
          Row{with([](PersonFacts& f) {
                  f.birth_date = parse_date("2020-03-03");
                  f.guardian = PersonId{make_uuid_v7(Instant{}, std::array<std::uint8_t, 10>{1})};
              }),
              "ok"},
          Row{with([](PersonFacts& f) { f.birth_date = parse_date("1895-03-02"); }),
              "birth_date=registry.birth_date_impossible"}}) {
        CAPTURE(row.facts.name);
        CHECK(verdict(row.facts, Strictness::form) == row.outcome);
    }
    CHECK(verdict(with([](PersonFacts& f) { f.birth_date = today; }), Strictness::as_it_comes) ==
          "ok");
}

TEST_CASE("a number fills in birthday and sex, and typed forms are cleaned") {
    PersonFacts facts;
    facts.name = "　王　芳 ";
    const std::string number = card("99999919900501124");
    facts.secrets = {" " + number + " ", "１３８００００００００", " 东院  二层 "};
    const auto checked = check_person(facts, today, Strictness::form);
    REQUIRE(checked);
    CHECK(checked->name == "王 芳");
    CHECK(checked->sex == Sex::female);
    CHECK(checked->birth_date == parse_date("1990-05-01"));
    CHECK(checked->secrets.identity_number == number);
    CHECK(checked->secrets.phone == "13800000000");
    CHECK(checked->secrets.address == "东院 二层");
}

TEST_CASE("a child's guardian is the grown-up head of the household, else its eldest") {
    const auto id = [](std::uint8_t n) {
        return PersonId{make_uuid_v7(Instant{}, std::array<std::uint8_t, 10>{n})};
    };
    const Grown grandmother{id(1), parse_date("1950-01-01"), Relation::parent};
    const Grown head{id(2), parse_date("1985-01-01"), Relation::head};
    const Grown boy_head{id(3), parse_date("2010-01-01"), Relation::head};
    CHECK(natural_guardian({grandmother, head}, today) == id(2));
    CHECK(natural_guardian({boy_head, grandmother}, today) == id(1));
    CHECK(natural_guardian({boy_head}, today) == std::nullopt);
    CHECK(natural_guardian({}, today) == std::nullopt);
}

TEST_CASE("a household directly in a community is not taken for one of its grids'") {
    CHECK(child_code("410105014001", AreaLevel::grid, 2) == "410105014001002");
    CHECK(child_code("410105014001", AreaLevel::household, 12) == "41010501400100000000000012");
    CHECK(child_code("41010501400100201003", AreaLevel::unit, 1) == "4101050140010020100301");
    CHECK(level_of("410105014") == AreaLevel::subdistrict);
    CHECK(level_of("41010501400100000000000012") == AreaLevel::household);
    CHECK_FALSE(level_of("4101050140"));
    CHECK_FALSE(level_of("41010501x"));
    CHECK(code_chain("410105014001002") ==
          std::vector<std::string>{"410105014", "410105014001", "410105014001002"});
}

TEST_CASE("a place's number is the one in its name, when the level has room for it") {
    CHECK(number_in_name("3号楼", AreaLevel::building) == 3);
    CHECK(number_in_name("第12网格", AreaLevel::grid) == 12);
    CHECK(number_in_name("502室", AreaLevel::household) == 502);
    CHECK_FALSE(number_in_name("12345室", AreaLevel::household));
    CHECK_FALSE(number_in_name("0号楼", AreaLevel::building));
    CHECK_FALSE(number_in_name("姚桥家园", AreaLevel::estate));
}

TEST_CASE("an address is cut into places however it is written") {
    struct Row {
        std::string_view typed, places;
    };
    for (const Row& row : {Row{"姚桥家园3号楼2单元502室",
                               "estate:姚桥家园 building:3号楼 unit:2单元 household:502室 "},
                           Row{"姚桥家园 ３栋 2单元 0502",
                               "estate:姚桥家园 building:3号楼 unit:2单元 household:502室 "},
                           Row{"3-2-502", "building:3号楼 unit:2单元 household:502室 "},
                           Row{"3-502", "building:3号楼 household:502室 "},
                           Row{"b3#2单元502号", "building:B3号楼 unit:2单元 household:502室 "},
                           Row{"1单元 502室", "unit:1单元 household:502室 "},
                           Row{"502", "household:502室 "}, Row{"村东头", "rest:村东头"},
                           Row{"3号楼东侧平房", "building:3号楼 rest:东侧平房"}, Row{"", ""}}) {
        CAPTURE(row.typed);
        CHECK(places_text(row.typed) == row.places);
    }
    CHECK(clean_area_name("03 栋", AreaLevel::building) == "3号楼");
    CHECK(clean_area_name("2", AreaLevel::unit) == "2单元");
    CHECK(clean_area_name("0502", AreaLevel::household) == "502室");
    CHECK(clean_area_name("东平房", AreaLevel::household) == "东平房");
}

TEST_CASE("ranges of a scope are disjoint, and cut by what is asked for") {
    CHECK(normal_ranges({"410105014001002", "410105014001", "410105014008"}) ==
          std::vector<std::string>{"410105014001", "410105014008"});
    CHECK(normal_ranges({"4101", ""}) == std::vector<std::string>{""});
    const std::vector<std::string> own{"410105014001", "410105014008001"};
    CHECK(ranges_within(own, "") == own);
    CHECK(ranges_within(own, "410105014001002") == std::vector<std::string>{"410105014001002"});
    CHECK(ranges_within(own, "410105014008") == std::vector<std::string>{"410105014008001"});
    CHECK(ranges_within(own, "410105014002").empty());
}

TEST_CASE("a person is found by name, given name, pinyin and initials") {
    CHECK(search_tokens("王小明", "wangxiaoming", "wxm") ==
          std::vector<std::string>{"u5c0fu660e", "u660e", "u738bu5c0fu660e", "wangxiaoming", "wxm",
                                   "xiaoming"});
    CHECK(search_key("Abc 12·Ü") == "abc12v");
    CHECK(search_key("𠮷") == "v020bb7");
}

TEST_CASE("what one types is understood as a number, a name or an address") {
    struct Row {
        std::string_view typed;
        QuestionKind kind;
        std::string_view text;
    };
    for (const Row& row :
         {Row{"  ", QuestionKind::everyone, ""},
          Row{"９９９９９９19900501123x", QuestionKind::identity_number, "99999919900501123X"},
          Row{"E1234 5678", QuestionKind::identity_number, "E12345678"},
          Row{"138 0000 0000", QuestionKind::phone, "13800000000"},
          Row{"0371-65501234", QuestionKind::phone, "0371-65501234"},
          Row{"123x", QuestionKind::identity_tail, "123X"},
          Row{"1502", QuestionKind::identity_tail, "1502"},
          Row{"王小", QuestionKind::names, "u738bu5c0f"}, Row{"wxm", QuestionKind::names, "wxm"},
          Row{"Wang Xiao", QuestionKind::names, "wangxiao"}}) {
        CAPTURE(row.typed);
        const Question question = understand(row.typed);
        CHECK(question.kind == row.kind);
        CHECK(question.text == row.text);
    }
    const Question address = understand("姚桥家园3号楼502 王芳");
    CHECK(address.kind == QuestionKind::address);
    CHECK(address.words == std::vector<std::string>{search_key("姚桥家园"), search_key("3号楼"),
                                                    "502", search_key("王芳")});
    CHECK(understand("第2网格").words == std::vector<std::string>{search_key("第2网格")});
}

TEST_CASE("a sheet's own number means somebody else when the name and all that both know differ") {
    const auto person = [](std::string name, std::string number, std::string phone,
                           std::optional<Date> born) {
        PersonFacts facts;
        facts.name = std::move(name);
        facts.secrets = {std::move(number), std::move(phone), ""};
        facts.birth_date = born;
        return facts;
    };
    const auto born = *parse_date("1990-01-01"), other_day = *parse_date("1991-01-01");
    const PersonFacts stored = person("新一", "N1", "13800007001", born);
    CHECK_FALSE(is_somebody_else(stored, stored));
    CHECK_FALSE(is_somebody_else(stored, person("新一", "N2", "13800007002", other_day)));
    CHECK_FALSE(is_somebody_else(stored, person("新二", "N2", "13800007001", other_day)));
    CHECK_FALSE(is_somebody_else(stored, person("新二", "", "", born)));
    CHECK_FALSE(is_somebody_else(stored, person("新二", "", "", {})));
    CHECK(is_somebody_else(stored, person("新二", "N2", "", {})));
    CHECK(is_somebody_else(stored, person("新二", "", "13800007002", {})));
    CHECK(is_somebody_else(stored, person("新二", "N2", "13800007002", other_day)));
}

}  // namespace xiuhua::registry
