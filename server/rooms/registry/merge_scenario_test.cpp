// Duplicates over their routes, role by role: found, merged, followed by what other rooms hold, undone, split.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "kernel/identity_number.hpp"
#include "rooms/registry/actions_merge.hpp"
#include "rooms/registry/store_merge.hpp"
#include "testkit/register_scenes.hpp"

namespace xiuhua::registry {
namespace {

using testkit::TestApp;

const std::vector<std::string> clear = testkit::personal_markers();

std::vector<std::string> with(std::vector<std::string> more) {
    more.insert(more.end(), clear.begin(), clear.end());
    return more;
}

std::string merge_body(const std::string& kept, const std::string& gone, const std::string& taken,
                       int kept_version = 1, int gone_version = 1) {
    return R"({"kept":")" + kept + R"(","gone":")" + gone + R"(","kept_version":)" +
           std::to_string(kept_version) + R"(,"gone_version":)" + std::to_string(gone_version) +
           R"(,"taken":[)" + taken + R"(],"reason":"重复登记"})";
}

std::string order_body(const std::string& person) {
    return R"({"people":[")" + person + R"("],"reason":"密切接触者","place":"home","days":14})";
}

}  // namespace

// GET /api/registry/duplicates/summary, POST /api/registry/duplicates/decision, POST /api/registry/duplicates/search
TEST_CASE("duplicates are listed to who answers for both, masked; two people are kept apart") {
    on_each_engine([](TestApp& app) {
        const std::string twin = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        write_again(app, "worker_li", "知启街 2-502",
                    R"("name":"高洁","birth_date":"1990-06-06","phone":"13800000201")");
        const std::string path = "/api/registry/duplicates";
        app.run({.get = path, .status = 401, .lacks = with({"江小明"})});
        app.run({.as = "lead_qian",
                 .get = path,
                 .has = {"江小明", twin, "exact", "same_phone", "138****0101"},
                 .lacks = with({"高洁"})});
        app.run({.as = "lead_qian",
                 .get = path + "?level=possible",
                 .lacks = with({"江小明", "高洁"})});
        for (const char* as : {"admin_chen", "command_zhao"}) {
            app.run({.as = as, .get = path, .has = {"江小明"}, .lacks = clear});
        }
        for (const char* as : {"worker_sun", "reviewer_zhou", "medic_feng", "checkpoint_wu",
                               "auditor_wei", "resident_jiang", "supply_zheng"}) {
            for (const std::string& route :
                 {path, path + "/summary", std::string{"/api/registry/merges"},
                  std::string{"/api/registry/merge-runs"}}) {
                app.run({.as = as, .get = route, .status = 403, .lacks = with({"江小明"})});
            }
        }
        const std::string pair = R"({"a":")" + twin + R"(","b":")" + app.person("江小明") + R"(",)";
        app.run({.as = "worker_sun",
                 .post = path + "/decision",
                 .body = pair + R"("apart":true})",
                 .status = 403});
        app.run({.as = "lead_qian",
                 .post = path + "/decision",
                 .body = pair + R"("apart":true})",
                 .has = {"apart"},
                 .lacks = clear});
        app.run({.as = "lead_qian", .get = path, .lacks = {"江小明"}});
        app.run({.as = "lead_qian", .get = path + "/summary", .has = {"\"apart\":1"}});
        app.run({.as = "lead_qian",
                 .post = path + "/search",
                 .has = {"running"},
                 .events = {"registry.duplicates_searched"}});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = path + "/summary",
                 .has = {"\"state\":\"finished\"", "\"exact\":0", "\"apart\":1"}});
        app.run({.as = "lead_qian",
                 .post = path + "/decision",
                 .body = pair + R"("apart":false})",
                 .has = {"open"}});
        app.run({.as = "lead_qian", .get = path + "/summary", .has = {"\"exact\":1"}});
    });
}

TEST_CASE("whatever hangs on the record merged away follows; undoing gives each its own again") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = app.person("江小明");
        const std::string twin = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + jiang + "/disclosure",
                 .body = R"({"field":"phone","reason":"通知体温"})"});
        const std::string order = text_at(app.run({.as = "worker_sun",
                                                   .post = "/api/isolation/orders",
                                                   .body = order_body(jiang),
                                                   .events = {"isolation.order_made"}}),
                                          "/orders/0/id");
        app.settle();
        const std::string before =
            app.run({.as = "lead_qian", .get = "/api/registry/people/" + jiang});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/merges/preview?kept=" + twin + "&gone=" + jiang,
                 .has = {"\"level\":\"exact\"", "identity", "\"problems\":[]"},
                 .lacks = clear});
        const std::string body = merge_body(twin, jiang, R"("identity","sex")");
        app.run({.as = "worker_sun", .post = "/api/registry/merges", .body = body, .status = 403});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges",
                 .body = merge_body(twin, jiang, "", 1, 7),
                 .status = 409,
                 .has = {"registry.changed_meanwhile"}});
        const std::string merge =
            text_at(app.run({.as = "lead_qian",
                             .post = "/api/registry/merges",
                             .body = body,
                             .has = {"\"can_undo\":true"},
                             .lacks = clear,
                             .events = {"registry.person_merged_away", "registry.person_merged"}}),
                    "/id");
        // One row in the register, with the number, the order and the way from the old id.
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people?text=13800000101",
                 .has = {twin, order},
                 .lacks = {jiang}});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people/" + jiang,
                 .has = {"\"merged_into\":{\"id\":\"" + twin, "merged_away"},
                 .lacks = clear});
        app.run({.as = "worker_li", .get = "/api/registry/people/" + jiang, .status = 404});
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + jiang + "/changes",
                 .body = R"({"version":2,"name":"江大明"})",
                 .status = 409,
                 .has = {"registry.merged_away"}});
        // No second order, by either id; the order's page, the resident and the log follow.
        for (const std::string& id : {twin, jiang}) {
            app.run({.as = "worker_sun",
                     .post = "/api/isolation/orders",
                     .body = order_body(id),
                     .status = 409,
                     .has = {"isolation."}});
        }
        app.run({.as = "worker_sun", .get = "/api/isolation/orders/" + order, .has = {"江小明"}});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/orders?text=jiangxiaoming",
                 .has = {order},
                 .lacks = clear});
        app.forget_sessions();
        app.settle();  // The log is chained, and then shown.
        app.run({.as = "resident_jiang", .get = "/api/isolation/me", .has = {order}});
        app.run({.as = "resident_jiang",
                 .get = "/api/privacy/me/accesses",
                 .has = {"registry.disclose", "registry.merged"}});
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/people/" + twin + "/accesses",
                 .has = {"registry.disclose"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/merges",
                 .has = {merge, "江小明"},
                 .lacks = clear});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/merges?person=" + twin,
                 .has = {merge},
                 .lacks = clear});
        // As if it had never been.
        app.run(
            {.as = "worker_sun", .post = "/api/registry/merges/" + merge + "/undo", .status = 403});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/undo",
                 .has = {"undone"},
                 .events = {"registry.person_unmerged", "registry.person_unmerged"}});
        const std::string after =
            app.run({.as = "lead_qian", .get = "/api/registry/people/" + jiang});
        for (const char* field :
             {"/name", "/identity_masked", "/phone_masked", "/address_text", "/open_order"}) {
            INFO(field);
            CHECK(text_at(after, field) == text_at(before, field));
        }
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people/" + twin,
                 .has = {"\"identity_masked\":\"\"", "tenant"},
                 .lacks = {order}});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people?text=13800000101",
                 .has = {twin, jiang}});
        app.forget_sessions();
        app.run({.as = "resident_jiang", .get = "/api/isolation/me", .has = {order}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/undo",
                 .status = 409,
                 .has = {"registry.merge_over"}});
    });
}

TEST_CASE("numbers of a record merged away find the one it was merged into, until that is undone") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = app.person("江小明");
        const std::string number =
            std::string{"99999919850412301"} + identity_check_character("99999919850412301");
        const std::string twin = write_again(
            app, "worker_sun", "姚桥 102",
            R"("name":"江小明","birth_date":"1985-04-12","phone":"13800000909","relation":"tenant")");
        const std::string merge =
            text_at(app.run({.as = "lead_qian",
                             .post = "/api/registry/merges",
                             .body = merge_body(twin, jiang, ""),
                             .events = {"registry.person_merged_away", "registry.person_merged"}}),
                    "/id");
        for (const std::string& text : {number, number.substr(14), std::string{"13800000101"}}) {
            INFO(text);
            app.run({.as = "worker_sun",
                     .get = "/api/registry/people?text=" + text,
                     .has = {twin},
                     .lacks = {jiang}});
            app.run({.as = "worker_li",
                     .get = "/api/registry/people?text=" + text,
                     .lacks = with({twin, jiang})});
        }
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people",
                 .body = R"({"name":"江小明","identity_number":")" + number + R"(","household":")" +
                         to_text(app.world().household("姚桥 102")) + "\"}",
                 .status = 409,
                 .has = {"registry.identity_number_taken"},
                 .lacks = {number}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/undo",
                 .events = {"registry.person_unmerged", "registry.person_unmerged"}});
        for (const std::string& text : {number, std::string{"13800000101"}}) {
            INFO(text);
            app.run({.as = "worker_sun",
                     .get = "/api/registry/people?text=" + text,
                     .has = {jiang},
                     .lacks = {twin}});
        }
    });
}

TEST_CASE("a resident whose record was merged away is the one it was merged into") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = app.person("江小明");
        const std::string twin = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        app.run({.as = "resident_jiang", .get = "/api/isolation/me", .has = {"\"order\":null"}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges",
                 .body = merge_body(twin, jiang, R"("identity")"),
                 .events = {"registry.person_merged_away", "registry.person_merged"}});
        const std::string order = text_at(app.run({.as = "worker_sun",
                                                   .post = "/api/isolation/orders",
                                                   .body = order_body(twin),
                                                   .events = {"isolation.order_made"}}),
                                          "/orders/0/id");
        app.run({.as = "resident_jiang", .get = "/api/isolation/me", .has = {order}});
    });
}

TEST_CASE(
    "a merge that was worked on since is split, and the number goes back where it came from") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = app.person("江小明");
        const std::string twin = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        const std::string merge =
            text_at(app.run({.as = "lead_qian",
                             .post = "/api/registry/merges",
                             .body = merge_body(twin, jiang, R"("identity")"),
                             .events = {"registry.person_merged_away", "registry.person_merged"}}),
                    "/id");
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + twin + "/changes",
                 .body = R"({"version":2,"phone":"13800007777"})",
                 .has = {"138****7777"},
                 .events = {"registry.person_changed"}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/undo",
                 .status = 409,
                 .has = {"registry.merge_changed_since"}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/split",
                 .body = R"({"reason":""})",
                 .status = 400,
                 .has = {"registry.reason_missing"}});
        app.run({.as = "worker_sun",
                 .post = "/api/registry/merges/" + merge + "/split",
                 .body = R"({"reason":"两个人"})",
                 .status = 403});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/split",
                 .body = R"({"reason":"两个人"})",
                 .has = {"split"},
                 .lacks = clear,
                 .events = {"registry.person_split", "registry.person_unmerged"}});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people/" + twin,
                 .has = {"138****7777", "\"identity_masked\":\"\""}});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people/" + jiang,
                 .has = {"138****0101", "999****"},
                 .lacks = {"merged_into\":{"}});
        app.run({.as = "lead_qian", .get = "/api/registry/duplicates", .lacks = {"江小明"}});
    });
}

// GET /api/registry/merge-runs/{id}, GET /api/registry/merge-runs/{id}/results,
// POST /api/registry/merge-runs/{id}/cancel, POST /api/registry/merge-runs/{id}/undo
TEST_CASE("all exact duplicates are merged as one job with a result each, and undone as one") {
    on_each_engine([](TestApp& app) {
        const std::string first = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        const std::string second = write_again(
            app, "lead_qian", "姚桥 5-301",
            R"("name":"江小明","birth_date":"1985-04-12","phone":"13800000101","relation":"head")");
        const std::string path = "/api/registry/merge-runs";
        app.run({.as = "worker_sun", .post = path, .body = R"({"reason":"清理"})", .status = 403});
        app.run({.as = "lead_qian",
                 .post = path,
                 .body = R"({"reason":"清理","area":"410105014008"})",
                 .status = 400,
                 .has = {"registry.no_such_area"}});
        const std::string run = text_at(app.run({.as = "lead_qian",
                                                 .post = path,
                                                 .body = R"({"reason":"清理"})",
                                                 .has = {"running", "\"total\":3"},
                                                 .events = {"registry.merge_run_changed"}}),
                                        "/id");
        app.settle();
        app.run({.as = "lead_qian",
                 .get = path + "/" + run,
                 .has = {"finished", "\"merged\":2", "\"skipped\":1"}});
        app.run({.as = "lead_qian", .get = path, .has = {run}});
        app.run({.as = "lead_qian",
                 .get = path + "/" + run + "/results",
                 .has = {"江小明", "merged", "skipped", "registry.merged_away"},
                 .lacks = clear});
        app.run({.as = "worker_sun", .get = path + "/" + run, .status = 403});
        app.run({.as = "worker_sun", .get = path + "/" + run + "/results", .status = 403});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people?text=13800000101",
                 .has = {app.person("江小明")},
                 .lacks = {first, second}});
        app.run({.as = "lead_qian",
                 .post = path + "/" + run + "/cancel",
                 .status = 409,
                 .has = {"registry.import_state"}});
        app.run({.as = "worker_sun", .post = path + "/" + run + "/cancel", .status = 403});
        app.run({.as = "worker_sun", .post = path + "/" + run + "/undo", .status = 403});
        app.run({.as = "lead_qian",
                 .post = path + "/" + run + "/undo",
                 .has = {"undoing"},
                 .events = {"registry.merge_run_changed"}});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = path + "/" + run,
                 .has = {"\"state\":\"undone\"", "\"undone\":2", "\"stayed\":0"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people?text=13800000101",
                 .has = {app.person("江小明"), first, second}});
        // Stopped before its first piece: nothing is merged.
        const std::string stopped = text_at(app.run({.as = "lead_qian",
                                                     .post = path,
                                                     .body = R"({"reason":"清理"})",
                                                     .events = {"registry.merge_run_changed"}}),
                                            "/id");
        app.run({.as = "lead_qian",
                 .post = path + "/" + stopped + "/cancel",
                 .has = {"cancelled"},
                 .events = {"registry.merge_run_changed"}});
        app.settle();
        app.run(
            {.as = "lead_qian", .get = path + "/" + stopped, .has = {"cancelled", "\"merged\":0"}});
    });
}

TEST_CASE("two who are both isolated are not merged before one order has ended") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = app.person("江小明");
        const std::string twin = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        for (const std::string& id : {jiang, twin}) {
            app.run({.as = "worker_sun",
                     .post = "/api/isolation/orders",
                     .body = order_body(id),
                     .events = {"isolation.order_made"}});
        }
        app.run({.as = "lead_qian",
                 .get = "/api/registry/merges/preview?kept=" + twin + "&gone=" + jiang,
                 .has = {"registry.both_isolated"}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges",
                 .body = merge_body(twin, jiang, R"("identity")"),
                 .status = 409,
                 .has = {"registry.both_isolated"}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges",
                 .body = merge_body(jiang, jiang, ""),
                 .status = 409,
                 .has = {"registry.merge_self"}});
    });
}

TEST_CASE("a move keeps its day, both ends, who and why") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = app.person("江小明");
        const std::string home = to_text(app.world().household("姚桥 102"));
        const auto body = [&](const char* day) {
            return R"({"household":")" + home + R"(","reason":"与父母同住","moved_on":")" + day +
                   R"("})";
        };
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + jiang + "/move",
                 .body = body("2026-03-03"),
                 .status = 400,
                 .has = {"registry.moved_in_future"}});
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + jiang + "/move",
                 .body = body("2026-02-20"),
                 .has = {"\"moved_on\":\"2026-02-20\"", "101室", "102室", "与父母同住"},
                 .lacks = clear,
                 .events = {"registry.person_moved"}});
        app.run({.as = "worker_li",
                 .get = "/api/registry/people/" + jiang,
                 .status = 404,
                 .lacks = {"102室"}});
    });
}

TEST_CASE("a merge is parted only by who still answers for both") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = app.person("江小明");
        const std::string twin = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        const std::string merge =
            text_at(app.run({.as = "lead_qian",
                             .post = "/api/registry/merges",
                             .body = merge_body(twin, jiang, R"("identity")"),
                             .events = {"registry.person_merged_away", "registry.person_merged"}}),
                    "/id");
        const auto moved = app.act("command_zhao", [&](Context& context) {
            PersonMove move;
            move.household = app.world().household("知启街 2-502");
            move.reason = "搬家";
            return move_person(context, PersonId{*parse_uuid(twin)}, move);
        });
        REQUIRE(moved.has_value());
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/split",
                 .body = R"({"reason":"两个人"})",
                 .status = 404,
                 .has = {"registry.no_such_merge"},
                 .lacks = with({"江小明"})});
        app.run({.as = "command_zhao",
                 .post = "/api/registry/merges/" + merge + "/split",
                 .body = R"({"reason":"两个人"})",
                 .has = {"split"},
                 .events = {"registry.person_split", "registry.person_unmerged"}});
    });
}

TEST_CASE("all exact duplicates are merged only as long as who asked for it may") {
    on_each_engine([](TestApp& app) {
        const std::string twin = write_again(app, "worker_sun", "姚桥 102", jiang_again);
        const std::string path = "/api/registry/merge-runs";
        const auto move_qian = [&](const char* area) {
            app.send({.as = "admin_chen",
                      .post = "/api/access/users/" + app.user("lead_qian") + "/changes",
                      .body = R"({"area_codes":[")" + std::string{area} + R"("]})"});
            app.forget_sessions();
        };
        const std::string run = text_at(app.run({.as = "lead_qian",
                                                 .post = path,
                                                 .body = R"({"reason":"清理"})",
                                                 .events = {"registry.merge_run_changed"}}),
                                        "/id");
        move_qian("410105014008");
        app.settle();
        app.run(
            {.as = "command_zhao", .get = path + "/" + run, .has = {"cancelled", "\"merged\":0"}});
        for (const char* step : {"/cancel", "/undo"}) {
            app.run({.as = "lead_qian",
                     .post = path + "/" + run + step,
                     .status = 404,
                     .has = {"registry.no_such_merge"}});
        }
        move_qian("410105014001");
        const std::string again = text_at(app.run({.as = "lead_qian",
                                                   .post = path,
                                                   .body = R"({"reason":"清理"})",
                                                   .events = {"registry.merge_run_changed"}}),
                                          "/id");
        app.settle();
        app.run({.as = "lead_qian", .get = path + "/" + again, .has = {"\"merged\":1"}});
        // Undone by somebody else, who answers for it.
        move_qian("410105014008");
        app.run({.as = "command_zhao",
                 .post = path + "/" + again + "/undo",
                 .has = {"undoing"},
                 .events = {"registry.merge_run_changed"}});
        app.settle();
        app.run({.as = "command_zhao",
                 .get = path + "/" + again,
                 .has = {"\"state\":\"undone\"", "\"undone\":1"}});
    });
}

}  // namespace xiuhua::registry
