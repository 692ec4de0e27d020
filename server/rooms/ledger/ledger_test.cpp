// Saved views: the rule of who sees one, and the routes as each role meets them, on both databases.
// GET /api/ledger/audiences, GET /api/ledger/views, POST /api/ledger/views, POST /api/ledger/views/{id}/changes,
// POST /api/ledger/views/{id}/removal.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "rooms/ledger/rules.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::ledger {
namespace {

using testkit::TestApp;

Viewer viewer(Role role, std::vector<std::string> areas, std::uint8_t user = 1) {
    Viewer one;
    one.user = UserId{{{user}}};
    one.roles.add(role);
    one.scope.area_codes = std::move(areas);
    return one;
}

std::string form(const std::string& name, const std::string& more = "",
                 const std::string& filters = R"({"state":"active"})") {
    return R"({"ledger":"orders","name":")" + name + R"(","shared":)" +
           (more.empty() ? "false" : "true") + more + R"(,"filters":)" + filters +
           R"(,"sort":"end_date","columns":["number","person"],"frozen":["number"]})";
}

std::string id_of(const std::string& answer) {
    return std::string{boost::json::parse(answer).at("id").as_string()};
}

}  // namespace

TEST_CASE("a shared view is seen by the role it is for, in its area, above it and below it") {
    SavedView view;
    view.owner = UserId{{{9}}};
    struct Row {
        bool shared;
        std::optional<Role> role;
        std::string area;
        Viewer who;
        bool seen;
    };
    const auto worker = [](std::string area) {
        return viewer(Role::grid_worker, {std::move(area)});
    };
    for (const Row& row : {
             Row{false, {}, "", viewer(Role::command_post, {""}), false},
             Row{true, {}, "", worker("410105014001001"), true},
             Row{true, Role::grid_worker, "", worker("410105014001001"), true},
             Row{true, Role::medic, "", worker("410105014001001"), false},
             Row{true, {}, "410105014001", worker("410105014001001"), true},
             Row{true, {}, "410105014001", worker("410105014008001"), false},
             Row{true, {}, "410105014001", viewer(Role::command_post, {""}), true},
             Row{true, Role::grid_worker, "410105014001", viewer(Role::command_post, {""}), false},
         }) {
        view.shared = row.shared;
        view.shared_role = row.role;
        view.shared_area = row.area;
        CAPTURE(row.area);
        CHECK(may_see(view, row.who) == row.seen);
        Viewer owner = row.who;
        owner.user = view.owner;
        CHECK(may_see(view, owner));
    }
}

TEST_CASE("a view keeps filters and columns, and no search word") {
    SavedView view;
    view.ledger = "orders";
    view.name = "到期待解除";
    view.filters = {{"due", "release"}};
    CHECK(check_view(view));
    const auto wrong = [](SavedView changed) {
        const Done done = check_view(changed);
        return done ? std::string{"ok"} : done.error().field;
    };
    SavedView changed = view;
    changed.filters["text"] = "某人";
    CHECK(wrong(changed) == "filters.text");
    changed = view;
    changed.name = std::string(name_bytes_max, 'a');
    CHECK(wrong(changed) == "ok");
    changed.name += "a";
    CHECK(wrong(changed) == "name");
    changed.name = " ";
    CHECK(wrong(changed) == "name");
    changed = view;
    changed.ledger = "Orders; --";
    CHECK(wrong(changed) == "ledger");
    changed = view;
    changed.columns.assign(columns_max + 1, "a");
    CHECK(wrong(changed) == "columns");
    changed = view;
    changed.filters["area"] = std::string(value_bytes_max + 1, '1');
    CHECK(wrong(changed) == "filters");
}

TEST_CASE("views are one's own until they are shared, and stay the owner's to change") {
    const std::string views = "/api/ledger/views";
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        TestApp app{engine};
        const std::string own = id_of(
            app.run({.as = "worker_sun",
                     .post = views,
                     .body = form("我的在办"),
                     .has = {R"("own":true)", R"("sort":"end_date")", R"("frozen":["number"])"},
                     .events = {}}));
        app.run({.as = "worker_sun",
                 .post = views,
                 .body = form("我的在办"),
                 .status = 409,
                 .has = {"ledger.name_taken"}});
        app.run({.as = "worker_sun",
                 .post = views,
                 .body = form("给大家", R"(,"shared_role":null)"),
                 .status = 403,
                 .has = {"ledger.may_not_share"}});
        app.run({.as = "lead_qian",
                 .post = views,
                 .body = form("越界", R"(,"shared_area":"410105014008")"),
                 .status = 400,
                 .has = {"ledger.area_not_yours"}});
        const std::string shared = id_of(
            app.run({.as = "lead_qian",
                     .post = views,
                     .body = form("本社区到期",
                                  R"(,"shared_role":"grid_worker","shared_area":"410105014001")"),
                     .has = {R"("shared":true)", "钱丽华"}}));
        app.run({.as = "worker_sun",
                 .get = views + "?ledger=orders",
                 .has = {"我的在办", "本社区到期", R"("own":false)"}});
        for (const char* login : {"worker_li", "medic_feng", "auditor_wei", "reviewer_zhou"}) {
            app.run({.as = login,
                     .get = views + "?ledger=orders",
                     .lacks = {"我的在办", "本社区到期"}});
        }
        app.run({.as = "worker_sun", .get = views + "?ledger=people", .lacks = {"我的在办"}});
        for (const char* login : {"checkpoint_wu", "resident_jiang"}) {
            app.run({.as = login, .get = views + "?ledger=orders", .status = 403});
            app.run({.as = login, .post = views, .body = form("无"), .status = 403});
        }
        for (const char* verb : {"/changes", "/removal"}) {
            const std::string body = std::string{verb} == "/changes"
                                         ? R"({"view":)" + form("改") + R"(,"version":1})"
                                         : "{}";
            app.run({.as = "worker_sun",
                     .post = views + "/" + shared + verb,
                     .body = body,
                     .status = 404,
                     .lacks = {"本社区到期"}});
            app.run({.as = "resident_jiang",
                     .post = views + "/" + own + verb,
                     .body = body,
                     .status = 403});
        }
        app.run({.as = "worker_sun",
                 .post = views + "/" + own + "/changes",
                 .body = R"({"view":)" + form("我的在办", "", R"({"due":"report"})") +
                         R"(,"version":1})",
                 .has = {R"("version":2)", R"({"due":"report"})"}});
        app.run({.as = "worker_sun",
                 .post = views + "/" + own + "/changes",
                 .body = R"({"view":)" + form("我的在办") + R"(,"version":1})",
                 .status = 409,
                 .has = {"ledger.changed_meanwhile"}});
        app.run({.as = "worker_sun", .post = views + "/" + own + "/removal", .body = "{}"});
        app.run({.as = "worker_sun", .get = views + "?ledger=orders", .lacks = {"我的在办"}});
    }
}

TEST_CASE("who may share a view is told so, and with whom") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        TestApp app{engine};
        const std::string share = R"("ledger.share")";
        for (const char* login : {"lead_qian", "reviewer_zhou"}) {
            app.run({.as = login, .get = "/api/access/session", .has = {share}});
            app.run({.as = login,
                     .get = "/api/ledger/audiences",
                     .has = {"grid_worker", "auditor"},
                     .lacks = {"resident", "checkpoint", "device"}});
        }
        for (const char* login : {"worker_sun", "auditor_wei", "resident_jiang"}) {
            app.run({.as = login, .get = "/api/access/session", .lacks = {share}});
            app.run({.as = login, .get = "/api/ledger/audiences", .status = 403});
        }
    }
}

}  // namespace xiuhua::ledger
