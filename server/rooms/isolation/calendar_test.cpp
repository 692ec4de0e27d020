// The follow-up calendar: who sees which cells, what a batch does, what is taken back; on both databases.
// GET /api/isolation/calendar, POST /api/isolation/calendar/reports, POST /api/isolation/calendar/withdrawals.
#include "rooms/isolation/actions_calendar.hpp"
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::isolation {
namespace {

const std::string calendar = "/api/isolation/calendar";
const std::vector<std::string> temperatures{"36.4", "39.6", "chills", "cough"};

std::string cell(const std::string& order, std::string_view window, std::string_view temperature,
                 std::string_view symptoms = "[]") {
    return R"({"order":")" + order + R"(","window_key":")" + std::string{window} +
           R"(","temperature":)" + std::string{temperature} + R"(,"symptoms":)" +
           std::string{symptoms} + "}";
}

std::string entry(const std::vector<std::string>& cells, std::string_view source = "telephone") {
    std::string list;
    for (const std::string& one : cells) {
        list += (list.empty() ? "" : ",") + one;
    }
    return R"({"source":")" + std::string{source} + R"(","cells":[)" + list + "]}";
}

std::string evening_order(TestApp& app, const std::string& name) {
    const std::string id = confirmed_order(app, name);
    app.clock().set(office_instant(Date{std::chrono::year{2026} / 3 / 2}, hours{20}));
    app.settle();  // The evening's deadline: a missing report is asked about.
    app.clock().advance(hours{1});
    return id;
}

std::string withdrawal(const std::string& report) {
    return R"({"reports":[")" + report + R"("]})";
}

std::int64_t count_looks(TestApp& app) {
    const auto found = app.db().read([](Tx& tx) {
        return tx.row<std::int64_t>({"test.calendar_looks",
                                     "SELECT COUNT(*) FROM audit_entry WHERE action = "
                                     "'isolation.look_at_calendar' AND person <> ''"});
    });
    REQUIRE(found);
    return found->value_or(0);
}

}  // namespace

TEST_CASE(
    "a batch of the calendar enters what is good, refuses the rest by the cell, and settles") {
    on_each_engine([](TestApp& app) {
        const std::string id = evening_order(app, "江小明");
        CHECK(count_alerts(app, "report_missing") == 1);
        const std::string answer = app.run(
            {.as = "worker_sun",
             .post = calendar + "/reports",
             .body =
                 entry({cell(id, "2026-03-02/1", "36.4"),
                        cell(id, "2026-03-02/2", "36.4", R"(["cough"])"),
                        cell(id, "2026-03-03/1", "36.4"), cell(id, "2026-03-02/2", "50.0"),
                        cell(id, "x", "36.4"), cell(app.person("江小明"), "2026-03-02/2", "36.4")}),
             .has = {R"("done":1)", "isolation.window_not_owed", "isolation.window_not_open",
                     "isolation.temperature_range", "isolation.order_not_found"},
             .lacks = never,
             .events = {"isolation.alert_closed", "isolation.report_filed"}});
        const auto outcomes = boost::json::parse(answer).at("cells").as_array();
        REQUIRE(outcomes.size() == 6);
        CHECK(outcomes[1].at("error").as_string() == "");
        CHECK(outcomes[3].at("report").is_null());
        app.run({.as = "worker_sun",
                 .get = calendar + "?from=2026-03-01&to=2026-03-03",
                 .has = {"江小明", R"("owed_from":"2026-03-02/2")",
                         R"("owed_until":"2026-03-03/2")", R"("source":"telephone")", "孙梅",
                         R"("late":true)", "36.4", "cough", R"("count":1)", R"("fever":false)"},
                 .lacks = never});
        // What was entered is a report like any other: no mood is made up for it.
        app.run({.as = "worker_sun",
                 .get = path_of(id),
                 .has = {"36.4", R"("mood":null)"},
                 .lacks = never});
    });
}

TEST_CASE(
    "the calendar shows health words to who may see them, each person's once a day on record") {
    on_each_engine([](TestApp& app) {
        const std::string id = evening_order(app, "江小明");
        app.run({.as = "worker_sun",
                 .post = calendar + "/reports",
                 .body = entry({cell(id, "2026-03-02/2", "39.6", R"(["chills"])")}, "worker"),
                 .has = {R"("done":1)"},
                 .lacks = never,
                 .events = {"isolation.alert_closed", "isolation.alert_raised",
                            "isolation.report_filed"}});
        for (const char* login :
             {"worker_sun", "lead_qian", "medic_feng", "reviewer_zhou", "command_zhao"}) {
            app.run({.as = login,
                     .get = calendar,
                     .has = {"江小明", "39.6", "chills", R"("fever":true)", R"("source":"worker")"},
                     .lacks = never});
        }
        CHECK(count_looks(app) == 5);
        app.run({.as = "worker_sun", .get = calendar, .has = {"39.6"}, .lacks = never});
        CHECK(count_looks(app) == 5);
        app.clock().advance(hours{24});
        app.settle();  // Yesterday's are forgotten in the night.
        app.run({.as = "worker_sun", .get = calendar, .has = {"39.6"}, .lacks = never});
        CHECK(count_looks(app) == 6);
        app.run({.as = "auditor_wei",
                 .get = calendar,
                 .has = {"江小明", R"("temperature":null)", R"("fever":null)"},
                 .lacks = plus(never, temperatures)});
        app.run({.as = "worker_li", .get = calendar, .lacks = plus(never, {"江小明", "39.6"})});
        app.run({.as = "worker_li",
                 .get = calendar + "?order=" + id,
                 .has = {R"("items":[])"},
                 .lacks = plus(never, {"江小明", "39.6"})});
        for (const char* login : {"checkpoint_wu", "resident_jiang"}) {
            app.run({.as = login, .get = calendar, .status = 403, .lacks = {"江小明", "39.6"}});
        }
        CHECK(count_looks(app) == 6);
    });
}

TEST_CASE("who may not report enters nothing, and a stranger's order is not there") {
    on_each_engine([](TestApp& app) {
        const std::string id = evening_order(app, "江小明");
        const std::string body = entry({cell(id, "2026-03-02/2", "36.4")});
        for (const char* login :
             {"reviewer_zhou", "auditor_wei", "checkpoint_wu", "resident_jiang"}) {
            app.run({.as = login,
                     .post = calendar + "/reports",
                     .body = body,
                     .status = 403,
                     .lacks = {"江小明"}});
            app.run({.as = login,
                     .post = calendar + "/withdrawals",
                     .body = withdrawal(id),
                     .status = 403,
                     .lacks = {"江小明"}});
        }
        app.run({.as = "worker_li",
                 .post = calendar + "/reports",
                 .body = body,
                 .has = {R"("done":0)", "isolation.order_not_found"},
                 .lacks = plus(never, {"江小明"})});
        app.run({.as = "worker_sun",
                 .post = calendar + "/reports",
                 .body = entry({cell(id, "2026-03-02/2", "36.4")}, "self"),
                 .status = 400,
                 .has = {"isolation.self_report_is_the_persons"}});
        app.run({.as = "worker_sun",
                 .post = calendar + "/reports",
                 .body = entry({}),
                 .status = 400,
                 .has = {"isolation.calendar_cells_range"}});
        app.run({.as = "worker_sun",
                 .get = calendar + "?from=2026-03-01&to=2026-04-01",
                 .status = 400,
                 .has = {"isolation.calendar_days_range"}});
        app.run({.as = "worker_sun", .get = calendar + "?from=2026-03-02&to=2026-04-01"});
    });
}

TEST_CASE(
    "a slip is taken back: its fever was a false alarm, and what it settled is missing again") {
    on_each_engine([](TestApp& app) {
        const std::string id = evening_order(app, "江小明");
        const auto enter = [&] {
            const std::string answer =
                app.run({.as = "worker_sun",
                         .post = calendar + "/reports",
                         .body = entry({cell(id, "2026-03-02/2", "39.6")}),
                         .has = {R"("done":1)"},
                         .events = {"isolation.alert_closed", "isolation.alert_raised",
                                    "isolation.report_filed"}});
            return text_at(boost::json::parse(answer), "/cells/0/report");
        };
        const std::string slip = enter();
        app.run({.as = "lead_qian",
                 .post = calendar + "/withdrawals",
                 .body = withdrawal(slip),
                 .has = {R"("done":0)", "isolation.undo_not_yours"},
                 .lacks = never});
        app.run({.as = "worker_li",
                 .post = calendar + "/withdrawals",
                 .body = withdrawal(slip),
                 .has = {R"("done":0)", "isolation.report_not_found"},
                 .lacks = plus(never, {id})});
        app.run({.as = "worker_sun",
                 .post = calendar + "/withdrawals",
                 .body = withdrawal(slip),
                 .has = {R"("done":1)"},
                 .lacks = never,
                 .events = {"isolation.alert_closed", "isolation.alert_raised",
                            "isolation.report_withdrawn"}});
        app.run({.as = "worker_sun",
                 .get = path_of(id),
                 .has = {R"("alerts_open":1)", "false_alarm", R"("last_report_at":null)"},
                 .lacks = plus(never, {"39.6"})});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/alerts?state=open",
                 .has = {"report_missing"},
                 .lacks = plus(never, {R"("kind":"fever")"})});
        app.run({.as = "worker_sun",
                 .post = calendar + "/withdrawals",
                 .body = withdrawal(slip),
                 .has = {R"("done":0)", "isolation.report_not_found"}});
        app.clock().advance(minutes{1});
        const std::string late = enter();
        app.clock().advance(minutes{11});
        app.run({.as = "worker_sun",
                 .post = calendar + "/withdrawals",
                 .body = withdrawal(late),
                 .has = {R"("done":0)", "isolation.undo_too_late"}});
    });
}

TEST_CASE("the calendar's rows come page by page, door by door, and each once") {
    TestApp app;
    for (const char* name : {"江小明", "许秀英", "何佳", "江一一"}) {
        confirmed_order(app, name);
    }
    std::vector<std::string> names, places;
    std::string after;
    do {
        const auto page = boost::json::parse(
            app.run({.as = "command_zhao", .get = calendar + "?limit=1&after=" + after}));
        for (const auto& row : page.at("items").as_array()) {
            names.push_back(text_at(row, "/person_name"));
            places.push_back(text_at(row, "/area_code"));
        }
        after = text_at(page, "/next");
    } while (!after.empty());
    CHECK(names.size() == 4);
    CHECK(std::is_sorted(places.begin(), places.end()));
    std::sort(names.begin(), names.end());
    CHECK(std::unique(names.begin(), names.end()) == names.end());
}

TEST_CASE("a slip is taken back: what another report has settled stays settled") {
    on_each_engine([](TestApp& app) {
        const std::string id = evening_order(app, "江小明");
        const auto enter = [&](const std::vector<std::string>& events) {
            const std::string answer = app.run({.as = "worker_sun",
                                                .post = calendar + "/reports",
                                                .body = entry({cell(id, "2026-03-02/2", "36.4")}),
                                                .has = {R"("done":1)"},
                                                .events = events});
            return text_at(boost::json::parse(answer), "/cells/0/report");
        };
        const std::string slip = enter({"isolation.alert_closed", "isolation.report_filed"});
        app.clock().advance(minutes{1});
        enter({"isolation.report_filed"});
        app.run({.as = "worker_sun",
                 .post = calendar + "/withdrawals",
                 .body = withdrawal(slip),
                 .has = {R"("done":1)"},
                 .events = {"isolation.report_withdrawn"}});
        app.run({.as = "worker_sun", .get = path_of(id), .has = {R"("alerts_open":0)"}});
    });
}

}  // namespace xiuhua::isolation
