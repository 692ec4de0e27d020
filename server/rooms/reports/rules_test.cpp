#include "rooms/reports/rules.hpp"

#include <doctest/doctest.h>

#include <set>

namespace xiuhua::reports {
namespace {

const Date day = *parse_date("2026-03-02");

ReportFormCell cell(std::string name, std::optional<CellSource> source = {},
                    std::string figure = {}) {
    ReportFormCell made;
    made.name = std::move(name);
    made.places = {{"日报", "B3", 1}};
    made.source = source;
    made.figure = std::move(figure);
    return made;
}

TEST_CASE("the catalogue's keys and titles are legal names of cells, each once") {
    std::set<std::string_view> seen;
    for (const FigureDefinition& figure : catalogue()) {
        CAPTURE(figure.key);
        CHECK(seen.insert(figure.key).second);
        CHECK(seen.insert(figure.zh).second);
        CHECK(figure.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
              std::string_view::npos);
        CHECK(figure.zh.find_first_of(" -()") == std::string_view::npos);
        CHECK_FALSE(figure.en.empty());
        CHECK_FALSE(figure.counts_zh.empty());
        CHECK_FALSE(figure.counts_en.empty());
        CHECK(find_figure(figure.key) == &figure);
    }
    CHECK(find_figure("nothing") == nullptr);
}

TEST_CASE("a cell's name says by itself what fills it, in either language and any case") {
    struct Row {
        std::string_view name, source, figure;
    };
    for (const Row& row :
         {Row{"isolation_active", "figure", "isolation_active"},
          Row{"Isolation_Active", "figure", "isolation_active"},
          Row{"在隔离人数", "figure", "isolation_active"},
          Row{"fever_today", "figure", "fever_today"},
          Row{"isolation_active_BY_COMMUNITY", "community_figure", "isolation_active"},
          Row{"在隔离人数_各社区", "community_figure", "isolation_active"},
          Row{"community_name_BY_COMMUNITY", "community_name", ""},
          Row{"社区名称_各社区", "community_name", ""}, Row{"report_date", "day", ""},
          Row{"填报日期", "day", ""}, Row{"recipient", "recipient", ""},
          Row{"填报人", "reporter", ""}, Row{"area_name", "area", ""}, Row{"nothing", "", ""},
          Row{"nothing_BY_COMMUNITY", "", ""}, Row{"", "", ""}}) {
        CAPTURE(row.name);
        const auto meaning = meaning_of(row.name);
        CHECK((meaning ? json::enum_text(meaning->source) : "") == row.source);
        CHECK((meaning ? meaning->figure : "") == row.figure);
    }
}

TEST_CASE("a new version keeps what was said of a name, and a formula is left alone") {
    spreadsheet::FormNames names;
    names.names = {{"isolation_active", {{"日报", "B3", 1}}, false, false},
                   {"签字", {{"日报", "B5", 1}}, false, false},
                   {"合计", {{"日报", "B6", 1}}, true, false},
                   {"released_today", {{"日报", "B8:B9", 2}}, false, false}};
    const auto first = cells_of(names, {});
    REQUIRE(first.size() == 4);
    CHECK(first[0].source == CellSource::figure);
    CHECK(first[0].figure == "isolation_active");
    CHECK_FALSE(first[1].source);
    CHECK(first[2].source == CellSource::left);
    CHECK_FALSE(first[3].source);  // One figure, two cells: somebody has to say.
    CHECK(unsaid(first) == std::vector<std::string>{"签字", "released_today"});
    auto before = first;
    before[0].source = CellSource::by_hand;
    before[0].figure.clear();
    before[1].source = CellSource::text;
    before[1].text = "街道办";
    const auto second = cells_of(names, before);
    CHECK(second[0].source == CellSource::by_hand);
    CHECK(second[1].text == "街道办");
}

TEST_CASE("choices that do not fit a cell are refused by its place in the list") {
    auto range = cell("r");
    range.places = {{"日报", "B3:B5", 3}};
    auto formula = cell("f");
    formula.has_formula = true;
    const std::vector<ReportFormCell> cells{cell("a"), range, formula};
    struct Row {
        CellChoice choice;
        std::string_view key;
    };
    const std::string long_text(201, 'x');
    for (const Row& row :
         {Row{{"a", CellSource::figure, "isolation_active", {}}, ""},
          Row{{"a", CellSource::figure, "nothing", {}}, "reports.no_such_figure"},
          Row{{"a", CellSource::figure, {}, {}}, "reports.no_such_figure"},
          Row{{"a", CellSource::text, {}, std::string(200, 'x')}, ""},
          Row{{"a", CellSource::text, {}, long_text}, "reports.text_too_long"},
          Row{{"a", CellSource::text, {}, " "}, "reports.text_missing"},
          Row{{"a", std::nullopt, {}, {}}, ""},
          Row{{"b", CellSource::left, {}, {}}, "reports.no_such_cell"},
          Row{{"r", CellSource::figure, "isolation_active", {}}, "reports.cell_is_range"},
          Row{{"r", CellSource::community_figure, "isolation_active", {}}, ""},
          Row{{"r", CellSource::left, {}, {}}, ""},
          Row{{"f", CellSource::day, {}, {}}, "reports.cell_has_formula"},
          Row{{"f", CellSource::left, {}, {}}, ""}}) {
        CAPTURE(row.choice.name);
        CAPTURE(row.key);
        const auto chosen = with_choices(cells, {row.choice});
        CHECK((chosen ? "" : chosen.error().key) == row.key);
        CHECK((chosen || chosen.error().field == "cells[0]"));
    }
}

TEST_CASE("a report covers the office's day, up to now when it is today, and no day to come") {
    const Instant now = office_instant(day, std::chrono::hours{16});
    const auto today = period_of(day, now);
    REQUIRE(today);
    CHECK(today->from == office_instant(day));
    CHECK(today->until == now + std::chrono::milliseconds{1});
    const auto yesterday = period_of(day - std::chrono::days{1}, now);
    REQUIRE(yesterday);
    CHECK(yesterday->until == office_instant(day));
    const auto tomorrow = period_of(day + std::chrono::days{1}, now);
    CHECK(tomorrow.error().key == "reports.day_in_future");
    CHECK(tomorrow.error().field == "day");
}

TEST_CASE(
    "what goes into the file is what each cell asks for; communities without a record are 0") {
    const std::vector<ReportFormCell> cells{
        cell("n", CellSource::figure, "isolation_active"),
        cell("c", CellSource::community_figure, "isolation_active"),
        cell("k", CellSource::community_name),
        cell("d", CellSource::day),
        cell("a", CellSource::area),
        cell("r", CellSource::recipient),
        cell("p", CellSource::reporter),
        cell("h", CellSource::by_hand),
        cell("l", CellSource::left)};
    const std::vector<CountedFigure> figures{{"isolation_active", 5, {{"1", 5}}}};
    const std::vector<ReportCommunity> communities{{"1", "姚桥社区"}, {"2", "夏庄社区"}};
    const auto fills = fills_of(cells, figures, communities,
                                {day, "龙子湖街道", "区指挥部", "钱丽华", {{"h", "12"}}});
    REQUIRE(fills.size() == 8);  // What is left is not touched.
    const auto written = written_cells(cells, fills);
    const std::vector<std::vector<std::string>> expected{
        {"5"},          {"5", "0"},     {"姚桥社区", "夏庄社区"},
        {"2026-03-02"}, {"龙子湖街道"}, {"区指挥部"},
        {"钱丽华"},     {"12"}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(written[i].name);
        CHECK(written[i].values == expected[i]);
    }
}

TEST_CASE("a typed number is a number unless it is one that a spreadsheet would spoil") {
    struct Row {
        std::string_view text;
        bool is_number;
    };
    for (const Row& row : {Row{"12", true}, Row{"-3.5", true}, Row{"0", true}, Row{"0.5", true},
                           Row{"123456789012345", true}, Row{"1234567890123456", false},
                           Row{"007", false}, Row{"1e5", false}, Row{"=1", false},
                           Row{"12人", false}, Row{"-", false}, Row{"1.2.3", false}}) {
        CAPTURE(row.text);
        const auto fills = fills_of({cell("h", CellSource::by_hand)}, {}, {},
                                    {day, "", "", "", {{"h", std::string{row.text}}}});
        CHECK(std::holds_alternative<double>(fills[0].values[0]) == row.is_number);
    }
}

TEST_CASE("hands fill in what the form leaves to them, and nothing is reported unseen") {
    const std::vector<ReportFormCell> cells{cell("h", CellSource::by_hand), cell("x")};
    CHECK(check_hand(cells, {{"h", "有"}}));
    CHECK(check_hand(cells, {}).error().field == "hand.h");
    CHECK(check_hand(cells, {{"h", "  "}}).error().key == "reports.hand_missing");
    CHECK(check_hand(cells, {{"h", std::string(201, 'x')}}).error().key == "reports.text_too_long");
    const std::vector<CountedFigure> figures{{"isolation_active", 5, {}}};
    CHECK(check_seen(figures, {{"isolation_active", 5}}));
    CHECK(check_seen(figures, {{"isolation_active", 4}}).error().key == "reports.figures_moved");
    CHECK(check_seen(figures, {}).error().field == "seen.isolation_active");
}

TEST_CASE("a title has one to sixty characters") {
    CHECK(check_title("日报"));
    CHECK(check_title(std::string(60, 'x')));
    CHECK(check_title(std::string(61, 'x')).error().key == "reports.title_too_long");
    CHECK(check_title(" 　").error().key == "reports.title_missing");
}

}  // namespace
}  // namespace xiuhua::reports
