// Every figure of the catalogue on a day that was lived: what it counts, and that it counts its records.
#include <doctest/doctest.h>

#include "rooms/reports/actions_shared.hpp"
#include "testkit/report_scenes.hpp"

namespace xiuhua::reports {
namespace {

constexpr auto morning = std::chrono::hours{9};

figures::Asked at(TestApp& app, std::string_view day, const std::string& area = "410105014") {
    const auto asked = asked_for(area, *parse_date(day), app.clock().now());
    REQUIRE(asked);
    return *asked;
}

std::map<std::string, std::int64_t> counts(TestApp& app, const figures::Asked& asked) {
    std::map<std::string, std::int64_t> values;
    const auto counted = app.act("command_zhao", [&](Context& context) {
        std::vector<std::string> keys;
        for (const FigureDefinition& figure : catalogue()) {
            keys.emplace_back(figure.key);
        }
        return count_figures(context, keys, asked);
    });
    REQUIRE_MESSAGE(counted, (counted ? "" : counted.error().key + counted.error().detail));
    for (const CountedFigure& figure : *counted) {
        values[figure.key] = figure.value;
    }
    return values;
}

// 江小明 is isolated in the morning, reports a fever, is visited and called; 高洁 is isolated in the other community;
// 许秀英 still waits for a reviewer.
std::string lived_day(TestApp& app) {
    const std::string id = isolation::confirmed_order(app, "江小明");
    app.run({.as = "worker_sun",
             .post = isolation::path_of(id) + "/reports",
             .body = isolation::report_body("37.9"),
             .events = {"isolation.alert_raised", "isolation.report_filed"}});
    for (const std::string kind : {"visit", "call"}) {
        app.run({.as = "worker_sun",
                 .post = isolation::path_of(id) + "/visits",
                 .body = R"({"kind":")" + kind + R"(","finding":"at_home_well","note":""})",
                 .events = {"isolation.visit_logged"}});
    }
    app.send({.as = "worker_sun",
              .post = isolation::path_of(id) + "/papers",
              .body = R"({"kind":"isolation_commitment"})"});
    other_community(app);
    isolation::make_orders(app, {"许秀英"});
    app.settle();
    return id;
}

void check(const std::map<std::string, std::int64_t>& values,
           const std::map<std::string, std::int64_t>& expected) {
    for (const auto& [key, value] : expected) {
        CAPTURE(key);
        CHECK(values.at(key) == value);
    }
}

TEST_CASE("each figure counts what it says, on the day and at its end") {
    on_each_engine([](TestApp& app) {
        const std::string id = lived_day(app);
        check(counts(app, at(app, "2026-03-02")),
              {{"persons_total", 9},     {"households_total", 6},    {"isolation_active", 2},
               {"isolation_home", 2},    {"isolation_central", 0},   {"isolation_new_today", 2},
               {"isolation_total", 2},   {"isolation_awaiting", 1},  {"released_today", 0},
               {"released_total", 0},    {"transferred_today", 0},   {"withdrawn_today", 0},
               {"reports_due", 0},       {"fever_today", 1},         {"alerts_raised_today", 1},
               {"alerts_open", 1},       {"visits_today", 1},        {"calls_today", 1},
               {"papers_made_today", 1}, {"papers_signed_today", 0}, {"papers_unsigned", 1}});
        // In the evening two reports were owed; one came.
        app.clock().set(office_instant(*parse_date("2026-03-02"), std::chrono::hours{17}));
        app.run({.as = "worker_sun",
                 .post = isolation::path_of(id) + "/reports",
                 .body = isolation::report_body("36.5"),
                 .events = {"isolation.report_filed"}});
        app.clock().set(office_instant(*parse_date("2026-03-02"), std::chrono::hours{20}));
        app.settle();
        check(counts(app, at(app, "2026-03-02")),
              {{"reports_due", 2}, {"reports_filed", 1}, {"reports_missing", 1}});
        // The day after: taken to hospital. Yesterday's figures stay yesterday's.
        app.clock().set(office_instant(*parse_date("2026-03-03"), morning));
        const std::string seen = app.run({.as = "command_zhao", .get = isolation::path_of(id)});
        const auto version = boost::json::parse(seen).at("version").as_int64();
        app.send({.as = "command_zhao",
                  .post = isolation::path_of(id) + "/transfer",
                  .body = R"({"to":"hospital","place":"郑州市第六人民医院","reason":"发热转诊",)"
                          R"("version":)" +
                          std::to_string(version) + "}"});
        check(counts(app, at(app, "2026-03-03")), {{"isolation_active", 1},
                                                   {"transferred_today", 1},
                                                   {"isolation_new_today", 0},
                                                   {"isolation_total", 2},
                                                   {"fever_today", 0}});
        check(counts(app, at(app, "2026-03-02")), {{"isolation_active", 2},
                                                   {"transferred_today", 0},
                                                   {"isolation_new_today", 2},
                                                   {"fever_today", 1},
                                                   {"alerts_open", 2},
                                                   {"reports_missing", 1}});
        check(counts(app, at(app, "2026-03-01")),
              {{"isolation_active", 0}, {"isolation_total", 0}, {"persons_total", 0}});
    });
}

TEST_CASE("every figure is the number of the records behind it, in each community and in all") {
    on_each_engine([](TestApp& app) {
        lived_day(app);
        app.clock().set(office_instant(*parse_date("2026-03-02"), std::chrono::hours{20}));
        app.settle();
        const figures::Asked asked = at(app, "2026-03-02");
        const auto values = counts(app, asked);
        for (const FigureDefinition& figure : catalogue()) {
            CAPTURE(figure.key);
            const auto frozen = app.act("command_zhao", [&](Context& context) {
                return freeze(context, {std::string{figure.key}, 0, {}}, asked);
            });
            REQUIRE(frozen);
            CHECK(frozen->records_kept == values.at(std::string{figure.key}));
            // Each key finds its record again.
            for (const auto& [community, keys] : frozen->records) {
                std::vector<std::string> ids;
                for (const std::string& key : keys) {
                    ids.push_back(key.substr(0, key.find('~')));
                }
                const auto found = app.act("command_zhao", [&](Context& context) {
                    return figures::records_of(context.tx, context.viewer.scope,
                                               all_records(figure.record), ids);
                });
                REQUIRE(found);
                CHECK(found->size() == ids.size());
                for (const figures::Record& record : *found) {
                    CHECK(record.area_code.starts_with(community));
                }
            }
        }
    });
}

TEST_CASE("a lead's figures and records end at the own community, whatever is asked") {
    on_each_engine([](TestApp& app) {
        lived_day(app);
        const figures::Asked everything = at(app, "2026-03-02");
        for (const FigureDefinition& figure : catalogue()) {
            CAPTURE(figure.key);
            const auto frozen = app.act("lead_qian", [&](Context& context) {
                return freeze(context, {std::string{figure.key}, 0, {}}, everything);
            });
            REQUIRE(frozen);
            for (const auto& [community, keys] : frozen->records) {
                CHECK(community == testkit::yaoqiao);
            }
        }
    });
}

}  // namespace
}  // namespace xiuhua::reports
