// The register over its routes, role by role, with what must not come back.
#include <doctest/doctest.h>

#include "kernel/identity_number.hpp"
#include "testkit/register_scenes.hpp"

namespace xiuhua::registry {
namespace {

using testkit::TestApp;

// What no list may show: clear numbers of both communities.
const std::vector<std::string> clear{"13800000101", "13800000201", "99999919850412301",
                                     "99999919900606608"};

std::vector<std::string> with(std::vector<std::string> more) {
    more.insert(more.end(), clear.begin(), clear.end());
    return more;
}

std::string id_in(const std::string& body) {
    const auto at = body.find("\"id\":\"");
    return at == std::string::npos ? std::string{} : body.substr(at + 6, 36);
}

}  // namespace

TEST_CASE("each sees the people of their own areas, masked") {
    on_each_engine([](TestApp& app) {
        app.run({.get = "/api/registry/people", .status = 401, .lacks = with({"江小明"})});
        for (const char* as : {"lead_qian", "worker_sun"}) {
            app.run({.as = as,
                     .get = "/api/registry/people",
                     .has = {"江小明", "138****0101"},
                     .lacks = with({"高洁", "知启"})});
        }
        app.run({.as = "worker_li",
                 .get = "/api/registry/people",
                 .has = {"高洁"},
                 .lacks = with({"江小明", "姚桥"})});
        for (const char* as : {"command_zhao", "reviewer_zhou", "medic_feng", "supply_zheng",
                               "counsellor_wang", "checkpoint_wu", "admin_chen"}) {
            app.run({.as = as,
                     .get = "/api/registry/people?text=gao",
                     .has = {"高洁", "高远"},
                     .lacks = with({"江小明"})});
        }
        for (const char* as : {"auditor_wei", "enterprise_han", "site_chu", "resident_jiang"}) {
            app.run({.as = as,
                     .get = "/api/registry/people",
                     .status = 403,
                     .lacks = with({"江小明", "高洁"})});
        }
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people?text=13800000201",
                 .lacks = with({"高洁"})});
    });
}

TEST_CASE("a person's page and household are masked, and another community's look not there") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = to_text(app.world().person("江小明"));
        const std::string home = to_text(app.world().household("姚桥 101"));
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people/" + jiang,
                 .has = {"江小明", "138****0101"},
                 .lacks = clear});
        app.run({.as = "worker_li",
                 .get = "/api/registry/people/" + jiang,
                 .status = 404,
                 .has = {"registry.no_such_person"},
                 .lacks = with({"江小明"})});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/households/" + home,
                 .has = {"江小明", "江一一"},
                 .lacks = with({"刘德福"})});
        app.run({.as = "worker_li",
                 .get = "/api/registry/households/" + home,
                 .status = 404,
                 .lacks = with({"江小明"})});
    });
}

TEST_CASE("only a disclosure shows a clear value, to those who may, for a reason") {
    on_each_engine([](TestApp& app) {
        const std::string jiang = to_text(app.world().person("江小明"));
        const std::string path = "/api/registry/people/" + jiang + "/disclosure";
        const std::string body = R"({"field":"phone","reason":"通知体温"})";
        app.run({.as = "worker_sun",
                 .post = path,
                 .body = body,
                 .has = {"13800000101"},
                 .lacks = {"99999919850412301"}});
        app.run({.as = "worker_sun",
                 .post = path,
                 .body = R"({"field":"phone","reason":""})",
                 .status = 400,
                 .has = {"registry.reason_missing"},
                 .lacks = clear});
        app.run({.as = "worker_li", .post = path, .body = body, .status = 404, .lacks = clear});
        for (const char* as : {"supply_zheng", "checkpoint_wu", "admin_chen", "auditor_wei"}) {
            app.run({.as = as, .post = path, .body = body, .status = 403, .lacks = clear});
        }
    });
}

TEST_CASE("a worker registers, corrects and moves within their own grid only") {
    on_each_engine([](TestApp& app) {
        const std::string home = to_text(app.world().household("姚桥 101"));
        const std::string form =
            R"({"name":"新居民","household":")" + home + R"(","phone":"13800009999"})";
        app.run({.as = "worker_li",
                 .post = "/api/registry/people",
                 .body = form,
                 .status = 400,
                 .has = {"registry.no_such_household"},
                 .lacks = {"13800009999"}});
        app.run({.as = "medic_feng", .post = "/api/registry/people", .body = form, .status = 403});
        const std::string id = id_in(app.run({.as = "worker_sun",
                                              .post = "/api/registry/people",
                                              .body = form,
                                              .has = {"138****9999"},
                                              .lacks = {"13800009999"},
                                              .events = {"registry.person_added"}}));
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + id + "/changes",
                 .body = R"({"version":1,"name":"新邻居"})",
                 .has = {"新邻居"},
                 .events = {"registry.person_changed"}});
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + id + "/changes",
                 .body = R"({"version":1,"name":"旧邻居"})",
                 .status = 409,
                 .has = {"registry.changed_meanwhile"}});
        const std::string away = to_text(app.world().household("知启街 101"));
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + id + "/move",
                 .body = R"({"household":")" + away + R"(","reason":"搬家"})",
                 .status = 400,
                 .has = {"registry.no_such_household"}});
        const std::string next = to_text(app.world().household("姚桥 102"));
        app.run({.as = "worker_sun",
                 .post = "/api/registry/people/" + id + "/move",
                 .body = R"({"household":")" + next + R"(","reason":"搬家"})",
                 .has = {"102室"},
                 .events = {"registry.person_moved"}});
    });
}

TEST_CASE("places are listed down to one's own, and added by those who answer for them") {
    on_each_engine([](TestApp& app) {
        app.run({.as = "lead_qian",
                 .get = "/api/registry/areas?parent=410105014",
                 .has = {"姚桥社区"},
                 .lacks = with({"知启街"})});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/areas/410105014008",
                 .status = 404,
                 .lacks = {"知启街"}});
        app.run({.as = "resident_jiang", .get = "/api/registry/areas", .status = 403});
        const std::string form = R"({"parent":"410105014001","level":"grid","name":"第3网格"})";
        app.run({.as = "worker_sun", .post = "/api/registry/areas", .body = form, .status = 403});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/areas",
                 .body = form,
                 .has = {"410105014001003"},
                 .events = {"registry.area_added"}});
    });
}

TEST_CASE("an export needs a reason, stays within the scope and shows no clear number") {
    on_each_engine([](TestApp& app) {
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people/export.xlsx",
                 .status = 400,
                 .has = {"registry.reason_missing"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people/export.xlsx?reason=weekly",
                 .has = {"PK"},
                 .lacks = clear});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people/export.xlsx?reason=weekly",
                 .status = 403,
                 .lacks = {"PK"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people/export.csv",
                 .status = 400,
                 .has = {"registry.reason_missing"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people/export.csv?reason=weekly&text=江",
                 .has = {"姓名,性别", "江小明", "138****0101"},
                 .lacks = with({"高洁", "刘德福"})});
        for (const char* as : {"worker_sun", "auditor_wei", "resident_jiang"}) {
            app.run({.as = as,
                     .get = "/api/registry/people/export.csv?reason=weekly",
                     .status = 403,
                     .lacks = with({"江小明"})});
        }
    });
}

TEST_CASE("a lead brings in a sheet, sees what stayed out, and takes it back") {
    on_each_engine([](TestApp& app) {
        const std::string sheet = "姓名,手机,楼栋,房号\n新一,13800007001,9,101\n新二,123,9,102\n";
        app.run(
            {.as = "worker_sun", .post = "/api/registry/imports", .status = 403, .upload = sheet});
        const std::string id = id_in(app.run({.as = "lead_qian",
                                              .post = "/api/registry/imports?filename=a.csv",
                                              .has = {"\"header_row\":1"},
                                              .lacks = {"13800007001"},
                                              .events = {"registry.import_changed"},
                                              .upload = sheet}));
        const std::string path = "/api/registry/imports/" + id;
        app.run({.as = "lead_qian",
                 .post = "/api/registry/imports/" + id + "/mapping",
                 .body = R"({"header_row":1,"columns":{"name":0,"phone":1,"building":2,"room":3}})",
                 .has = {"\"good\":1", "phone.bad"},
                 .lacks = {"13800007001"}});
        app.run({.as = "worker_sun", .get = path, .status = 403});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/imports/" + id + "/start",
                 .body = "{}",
                 .has = {"running"},
                 .events = {"registry.import_changed"}});
        app.settle();
        app.run({.as = "lead_qian", .get = "/api/registry/imports/" + id, .has = {"finished"}});
        app.run({.as = "lead_qian", .get = "/api/registry/imports", .has = {id}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/imports/" + id + "/errors.xlsx",
                 .has = {"PK"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/imports/" + id + "/duplicates",
                 .has = {"\"items\":[]"}});
        app.run({.as = "lead_qian", .get = "/api/registry/people?text=xinyi", .has = {"新一"}});
        app.run({.as = "worker_li", .get = "/api/registry/people?text=xinyi", .lacks = {"新一"}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/imports/" + id + "/undo",
                 .has = {"undoing"},
                 .events = {"registry.import_changed"}});
        app.settle();
        app.run({.as = "lead_qian", .get = "/api/registry/people?text=xinyi", .lacks = {"新一"}});
    });
}

TEST_CASE("a sheet that comes again changes only what differs, says so before, and is taken back") {
    on_each_engine([](TestApp& app) {
        const auto bring = [&](const std::string& sheet, const char* mode,
                               const std::vector<std::string>& foreseen) {
            const std::string id = id_in(app.run({.as = "lead_qian",
                                                  .post = "/api/registry/imports?filename=a.csv",
                                                  .events = {"registry.import_changed"},
                                                  .upload = sheet}));
            app.run(
                {.as = "lead_qian",
                 .post = "/api/registry/imports/" + id + "/mapping",
                 .body = std::string{R"({"header_row":1,"mode":")"} + mode +
                         R"(","columns":{"own_key":0,"name":1,"phone":2,"building":3,"room":4}})",
                 .has = foreseen,
                 .lacks = {"13800007001", "13800007009"}});
            app.run({.as = "lead_qian",
                     .post = "/api/registry/imports/" + id + "/start",
                     .body = "{}",
                     .events = {"registry.import_changed"}});
            app.settle();
            return id;
        };
        bring("编号,姓名,手机,楼栋,房号\nA1,新一,13800007001,9,101\nA2,新二,13800007002,9,102\n",
              "add", {"\"good\":2"});
        const std::string id = bring(
            "编号,姓名,手机,楼栋,房号\nA1,新一,13800007009,9,101\nA2,新二,,9,103\nA3,新三,,9,104\n",
            "update",
            {"\"good\":1", "\"updated\":2", "\"same\":0",
             R"("field":"phone","before":"138****7001","after":"138****7009")",
             R"("field":"household")"});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/imports/" + id,
                 .has = {"finished", "\"updated\":2", "\"good\":1"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people?text=xinyi",
                 .has = {"138****7009", "101室"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people?text=xiner",
                 .has = {"138****7002", "103室"}});
        const std::string again = bring(
            "编号,姓名,手机,楼栋,房号\nA1,新一,13800007009,9,101\nA2,新二,,9,103\nA3,新三,,9,104\n",
            "update", {"\"good\":0", "\"updated\":0", "\"same\":3"});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/imports/" + again,
                 .has = {"\"same\":3", "\"updated\":0"}});
        app.run(
            {.as = "worker_sun", .post = "/api/registry/imports/" + id + "/cancel", .status = 403});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/imports/" + id + "/cancel",
                 .status = 409,
                 .has = {"registry.import_state"}});
        app.run({.as = "lead_qian",
                 .post = "/api/registry/imports/" + id + "/undo",
                 .has = {"undoing"},
                 .events = {"registry.import_changed"}});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = "/api/registry/imports/" + id,
                 .has = {"undone", "\"restored\":2", "\"removed\":1", "\"kept\":0"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people?text=xinyi",
                 .has = {"138****7001"},
                 .lacks = {"138****7009"}});
        app.run({.as = "lead_qian", .get = "/api/registry/people?text=xiner", .has = {"102室"}});
        app.run({.as = "lead_qian", .get = "/api/registry/people?text=xinsan", .lacks = {"新三"}});
    });
}

TEST_CASE("an import that is stopped keeps what is in, and can be undone") {
    on_each_engine([](TestApp& app) {
        std::string sheet = "姓名,手机,楼栋,房号\n";
        for (int i = 0; i < 600; ++i) {
            sheet += "新" + std::to_string(i) + ",,9," + std::to_string(101 + i % 50) + "\n";
        }
        const std::string id = id_in(app.run({.as = "lead_qian",
                                              .post = "/api/registry/imports?filename=a.csv",
                                              .events = {"registry.import_changed"},
                                              .upload = sheet}));
        const std::string path = "/api/registry/imports/" + id;
        app.run(
            {.as = "lead_qian",
             .post = path + "/mapping",
             .body = R"({"header_row":1,"columns":{"name":0,"phone":1,"building":2,"room":3}})"});
        app.run({.as = "lead_qian",
                 .post = path + "/start",
                 .body = "{}",
                 .events = {"registry.import_changed"}});
        app.run({.as = "lead_qian",
                 .post = path + "/cancel",
                 .has = {"cancelled"},
                 .events = {"registry.import_changed"}});
        app.settle();
        app.run({.as = "lead_qian", .get = path, .has = {"cancelled", "\"rows\":600"}});
        app.run({.as = "lead_qian",
                 .post = path + "/undo",
                 .has = {"undoing"},
                 .events = {"registry.import_changed"}});
        app.settle();
        app.run({.as = "lead_qian", .get = path, .has = {"\"state\":\"undone\""}});
    });
}

namespace {

// Brings a sheet as lead_qian and maps it; `rest` is what the mapping says besides the columns.
struct Sheet {
    std::string text, columns, rest;
};
std::string map_sheet(TestApp& app, const Sheet& sheet, const std::vector<std::string>& has,
                      const std::vector<std::string>& lacks = {}) {
    const std::string id = id_in(app.run({.as = "lead_qian",
                                          .post = "/api/registry/imports?filename=a.csv",
                                          .events = {"registry.import_changed"},
                                          .upload = sheet.text}));
    app.run({.as = "lead_qian",
             .post = "/api/registry/imports/" + id + "/mapping",
             .body = R"({"header_row":1,"columns":{)" + sheet.columns + "}," + sheet.rest + "}",
             .has = has,
             .lacks = lacks});
    return id;
}
std::string bring_sheet(TestApp& app, const Sheet& sheet, const std::vector<std::string>& has) {
    const std::string id = map_sheet(app, sheet, has);
    app.run({.as = "lead_qian",
             .post = "/api/registry/imports/" + id + "/start",
             .body = "{}",
             .events = {"registry.import_changed"}});
    app.settle();
    return id;
}
void undo_sheet(TestApp& app, const std::string& id) {
    app.run({.as = "lead_qian",
             .post = "/api/registry/imports/" + id + "/undo",
             .events = {"registry.import_changed"}});
    app.settle();
}
const std::string add = R"("mode":"add")", update = R"("mode":"update")";
const std::string keyed = R"("own_key":0,"name":1,"phone":2,"building":3,"room":4)";

}  // namespace

TEST_CASE("a sheet shows nobody of another community, also before its area is chosen") {
    on_each_engine([](TestApp& app) {
        std::string number;
        for (const testkit::DemoPerson& person : testkit::demo_people()) {
            number = person.name == "高洁" ? std::string{person.identity_number} : number;
        }
        number += identity_check_character(number);
        for (const char* area : {"\"area_code\":\"\",", ""}) {
            map_sheet(app,
                      {"姓名,身份证号\n高捷," + number + "\n", R"("name":0,"identity_number":1)",
                       area + update},
                      {"registry.registered_elsewhere", "\"updated\":0"}, {"高洁", "知启"});
        }
    });
}

TEST_CASE("a sheet's own number leads to the record that stands, and never to another person") {
    on_each_engine([](TestApp& app) {
        bring_sheet(app,
                    {"编号,姓名,手机,楼栋,房号\n1,新一,13800007001,9,101\n"
                     "2,新二,13800007002,9,102\n",
                     keyed, add},
                    {"\"good\":2"});
        const std::string imported =
            id_in(app.run({.as = "lead_qian", .get = "/api/registry/people?text=xinyi"}));
        const std::string kept =
            id_in(app.run({.as = "lead_qian",
                           .post = "/api/registry/people",
                           .body = R"({"name":"新一","birth_date":"1990-01-01","household":")" +
                                   to_text(app.world().household("姚桥 102")) + "\"}",
                           .events = {"registry.person_added"}}));
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges",
                 .body = R"({"kept":")" + kept + R"(","gone":")" + imported +
                         R"(","kept_version":1,"gone_version":1,"taken":["phone","home"],)"
                         R"("reason":"重复登记"})",
                 .events = {"registry.person_merged_away", "registry.person_merged"}});
        // 1 is the record that stands; 2 has become somebody else's number.
        bring_sheet(app,
                    {"编号,姓名,手机,楼栋,房号\n1,新一,13800007009,9,101\n"
                     "2,新四,13800007004,9,104\n",
                     keyed, update},
                    {"\"updated\":1", "\"bad\":1", "registry.own_key_of_another"});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people?text=xinyi",
                 .has = {kept, "138****7009"},
                 .lacks = {imported}});
        app.run(
            {.as = "lead_qian", .get = "/api/registry/people?text=xiner", .has = {"138****7002"}});
    });
}

TEST_CASE("nobody is given back a home that has gone with another sheet") {
    on_each_engine([](TestApp& app) {
        const std::string first =
            bring_sheet(app, {"编号,姓名,手机,楼栋,房号\n1,新一,13800007001,9,101\n", keyed, add},
                        {"\"good\":1"});
        const std::string second = bring_sheet(
            app, {"编号,姓名,手机,楼栋,房号\n1,新一,13800007001,8,103\n", keyed, update},
            {"\"updated\":1"});
        undo_sheet(app, first);  // 9-101 stands empty and goes.
        undo_sheet(app, second);
        app.run({.as = "lead_qian",
                 .get = "/api/registry/imports/" + second,
                 .has = {"undone", "\"restored\":0", "\"kept\":1"}});
        app.run({.as = "lead_qian",
                 .get = "/api/registry/people?text=xinyi",
                 .has = {"新一", "103室"}});
    });
}

TEST_CASE("a merge whose record's former home has gone is not undone into nowhere") {
    on_each_engine([](TestApp& app) {
        const std::string sheet =
            bring_sheet(app, {"编号,姓名,手机,楼栋,房号\n1,新一,13800007001,9,101\n", keyed, add},
                        {"\"good\":1"});
        const std::string kept =
            id_in(app.run({.as = "lead_qian", .get = "/api/registry/people?text=xinyi"}));
        const std::string gone =
            id_in(app.run({.as = "lead_qian",
                           .post = "/api/registry/people",
                           .body = R"({"name":"新一","birth_date":"1990-01-01","household":")" +
                                   to_text(app.world().household("姚桥 102")) + "\"}",
                           .events = {"registry.person_added"}}));
        const std::string merge =
            id_in(app.run({.as = "lead_qian",
                           .post = "/api/registry/merges",
                           .body = R"({"kept":")" + kept + R"(","gone":")" + gone +
                                   R"(","kept_version":1,"gone_version":1,"taken":["home"],)"
                                   R"("reason":"重复登记"})",
                           .events = {"registry.person_merged_away", "registry.person_merged"}}));
        undo_sheet(app, sheet);
        app.run({.as = "lead_qian",
                 .post = "/api/registry/merges/" + merge + "/undo",
                 .status = 409,
                 .has = {"registry.home_gone"}});
        app.run({.as = "lead_qian", .get = "/api/registry/people?text=xinyi", .has = {kept}});
    });
}

TEST_CASE(
    "who looks after another area by now does nothing more with an old sheet; the log has a name") {
    on_each_engine([](TestApp& app) {
        const Sheet sheet{"编号,姓名,手机,楼栋,房号\n1,新一,13800007001,9,101\n", keyed, add};
        const std::string waiting = map_sheet(app, sheet, {"\"good\":1"});
        const std::string done = bring_sheet(app, sheet, {"\"good\":1"});
        bring_sheet(app, {"编号,姓名,手机,楼栋,房号\n1,新一,13800007009,9,101\n", keyed, update},
                    {"\"updated\":1"});
        const std::string changed =
            id_in(app.run({.as = "lead_qian", .get = "/api/registry/people?text=xinyi"}));
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/people/" + changed + "/accesses",
                 .has = {"registry.imported", "钱丽华"}});
        app.send({.as = "admin_chen",
                  .post = "/api/access/users/" + app.user("lead_qian") + "/changes",
                  .body = R"({"area_codes":["410105014008"]})"});
        app.forget_sessions();
        for (const std::string& step : {waiting + "/start", done + "/undo"}) {
            app.run({.as = "lead_qian",
                     .post = "/api/registry/imports/" + step,
                     .body = step.ends_with("start") ? "{}" : "",
                     .status = 400,
                     .has = {"registry.no_such_area"}});
        }
    });
}

}  // namespace xiuhua::registry
