// From the office's form to the report and back to the records, on both databases.
#include <doctest/doctest.h>

#include "testkit/report_scenes.hpp"

namespace xiuhua::reports {
namespace {

const std::string whole = "410105014";
const std::string yaoqiao{testkit::yaoqiao};

TEST_CASE("a form is uploaded by the office, mapped, and reported with only when every name is") {
    on_each_engine([](TestApp& app) {
        const std::string form = testkit::daily_form();
        for (const std::string as : {"lead_qian", "worker_sun", "reviewer_zhou", "auditor_wei",
                                     "medic_feng", "resident_jiang"}) {
            app.run({.as = as, .post = upload_path, .status = 403, .events = {}, .upload = form});
        }
        const std::string added =
            app.run({.as = "command_zhao",
                     .post = upload_path,
                     .has = {R"("title":"Daily")", "isolation_active", R"("skipped":["单价"])"},
                     .events = {"reports.form_changed"},
                     .upload = form});
        const std::string id = text_at(boost::json::parse(added), "/form/id");
        app.run({.as = "command_zhao",
                 .get = preview_path(id),
                 .status = 409,
                 .has = {"reports.mapping_incomplete"}});
        const std::string mapping = "/api/reports/forms/" + id + "/mapping";
        app.run({.as = "command_zhao",
                 .post = mapping,
                 .body = R"({"cells":[{"name":"合计","source":"day"}],"version":1})",
                 .status = 400,
                 .has = {"reports.cell_has_formula", "cells[0]"},
                 .events = {}});
        app.run({.as = "lead_qian",
                 .post = mapping,
                 .body = R"({"cells":[],"version":1})",
                 .status = 403,
                 .events = {}});
        app.run({.as = "command_zhao",
                 .post = mapping,
                 .body = R"({"cells":[{"name":"领导签字","source":"text","text":"赵志强"}],)"
                         R"("version":1})",
                 .has = {R"("unsaid":[])"},
                 .events = {"reports.form_changed"}});
        app.run({.as = "command_zhao",
                 .post = mapping,
                 .body = R"({"cells":[],"version":1})",
                 .status = 409,
                 .has = {"reports.changed_meanwhile"},
                 .events = {}});
        app.run({.as = "lead_qian", .get = "/api/reports/forms", .has = {"Daily"}});
        app.run({.as = "auditor_wei", .get = "/api/reports/forms/" + id, .has = {"赵志强"}});
        const std::string file = app.run(
            {.as = "lead_qian", .get = "/api/reports/forms/" + id + "/versions/1/form.xlsx"});
        CHECK(file == form);
        app.run({.as = "lead_qian",
                 .get = "/api/reports/forms/" + id + "/versions/2/form.xlsx",
                 .status = 404});
        app.run({.as = "worker_sun", .get = "/api/reports/forms", .status = 403});
        app.run({.as = "auditor_wei", .get = "/api/reports/figures", .has = {"fever_today"}});
    });
}

TEST_CASE("a hostile file is refused with what is wrong with it, and nothing is kept") {
    TestApp app;
    auto parts = testkit::parts_of(testkit::daily_form());
    parts["xl/vbaProject.bin"] = "x";
    struct Row {
        std::string file;
        int status;
        std::string key;
    };
    for (const Row& row : {Row{testkit::zip_of(parts), 400, "spreadsheet.macros_refused"},
                           Row{"姓名,人数", 400, "spreadsheet.not_xlsx"},
                           Row{std::string(3 << 20, 'x'), 413, "spreadsheet.too_large"}}) {
        app.run({.as = "admin_chen",
                 .post = upload_path,
                 .status = row.status,
                 .has = {row.key, R"("field":"file")"},
                 .events = {},
                 .upload = row.file});
    }
    app.run({.as = "admin_chen",
             .post = "/api/reports/forms?title=&file_name=a.xlsx",
             .status = 400,
             .has = {"reports.title_missing"},
             .events = {},
             .upload = testkit::daily_form()});
    app.run({.as = "admin_chen", .get = "/api/reports/forms", .has = {R"("items":[])"}});
}

TEST_CASE("a preview counts within one's areas, and each figure opens its records, names masked") {
    on_each_engine([](TestApp& app) {
        const std::string form = form_in_use(app);
        isolation::confirmed_order(app, "江小明");
        other_community(app);
        app.run({.as = "command_zhao",
                 .get = preview_path(form),
                 .has = {R"("key":"isolation_active","value":2)",
                         R"("410105014001":1,"410105014008":1)", R"("values":["2026-03-02"])",
                         R"("values":["姚桥社区","知启街社区"])"},
                 .lacks = never});
        app.run({.as = "admin_chen", .get = preview_path(form), .has = {R"("value":2)"}});
        app.run({.as = "lead_qian",
                 .get = preview_path(form, yaoqiao),
                 .has = {R"("key":"isolation_active","value":1)", R"("values":["姚桥社区"])"},
                 .lacks = plus(never, {"知启街"})});
        for (const std::string& area : {whole, std::string{testkit::zhiqi}, std::string{"1"}}) {
            app.run({.as = "lead_qian",
                     .get = preview_path(form, area),
                     .status = 404,
                     .has = {"reports.area_not_found"},
                     .lacks = never});
        }
        app.run({.as = "lead_qian",
                 .get = preview_path(form, "41010501400100101"),
                 .status = 400,
                 .has = {"reports.area_too_small"}});
        app.run({.as = "command_zhao",
                 .get = "/api/reports/preview?form=" + form + "&day=2026-03-03&area=" + whole,
                 .status = 400,
                 .has = {"reports.day_in_future"}});
        const std::string trace = "/api/reports/trace?figure=isolation_active&day=2026-03-02&area=";
        app.run({.as = "command_zhao",
                 .get = trace + whole,
                 .has = {"GL2026-000001", "GL2026-000002", "江**", "高*"},
                 .lacks = never});
        app.run({.as = "command_zhao",
                 .get = trace + whole + "&community=410105014008",
                 .has = {"高*"},
                 .lacks = plus(never, {"江**"})});
        const std::string first =
            app.run({.as = "command_zhao", .get = trace + whole + "&limit=1", .has = {"江**"}});
        const std::string next = text_at(boost::json::parse(first), "/next");
        app.run({.as = "command_zhao",
                 .get = trace + whole + "&limit=1&after=" + next,
                 .has = {"高*", R"("next":"")"},
                 .lacks = {"江**"}});
        app.run({.as = "lead_qian", .get = trace + yaoqiao, .has = {"江**"}, .lacks = {"高*"}});
        app.run({.as = "lead_qian", .get = trace + whole, .status = 404, .lacks = {"江**"}});
        for (const std::string as : {"admin_chen", "auditor_wei", "worker_sun", "reviewer_zhou"}) {
            app.run({.as = as, .get = trace + yaoqiao, .status = 403, .lacks = {"江**"}});
        }
    });
}

TEST_CASE(
    "a report is the office's own file with the figures in it, the same whenever it is taken") {
    on_each_engine([](TestApp& app) {
        const std::string form = form_in_use(app);
        isolation::confirmed_order(app, "江小明");
        other_community(app);
        app.run({.as = "command_zhao",
                 .post = "/api/reports",
                 .body = report_body({form, R"({"isolation_active":3,"isolation_new_today":2})"}),
                 .status = 409,
                 .has = {"reports.figures_moved", "seen.isolation_active"},
                 .events = {}});
        const std::string id = reported(app, {form});
        const std::string path = "/api/reports/" + id;
        const std::string file = app.run({.as = "command_zhao", .get = path + "/report.xlsx"});
        CHECK(file == app.run({.as = "auditor_wei", .get = path + "/report.xlsx"}));
        const auto daily = testkit::rows_of(file, 0);
        CHECK(daily.at(2).at(1) == "2026-03-02");
        CHECK(daily.at(3).at(1) == "2");
        CHECK(daily.at(4).at(1) == "2");
        CHECK(daily.at(5).at(1) == "钱丽华");
        const auto communities = testkit::rows_of(file, 1);
        CHECK(communities.at(3) == std::vector<std::string>{"姚桥社区", "1"});
        CHECK(communities.at(4) == std::vector<std::string>{"知启街社区", "1"});
        app.run({.as = "auditor_wei",
                 .get = path,
                 .has = {R"("agrees":true)", "区疫情防控指挥部", R"("before":null)", "赵志强",
                         R"("values":["钱丽华"])"},
                 .lacks = plus(never, {"GL2026"})});
        CHECK(audited(app, "reports.report") == 1);
        CHECK(audited(app, "reports.download") == 2);
        // A community's report is its lead's affair; the whole district's is not.
        app.run({.as = "lead_qian", .get = path, .status = 404, .lacks = {"BS2026"}});
        app.run({.as = "lead_qian", .get = path + "/report.xlsx", .status = 404});
        app.run({.as = "lead_qian", .get = "/api/reports", .has = {R"("items":[])"}});
        app.run(
            {.as = "command_zhao", .get = "/api/reports?form=" + form, .has = {"BS2026-000001"}});
        for (const std::string as : {"worker_sun", "reviewer_zhou", "medic_feng"}) {
            app.run({.as = as, .get = "/api/reports", .status = 403, .lacks = {"BS2026"}});
            app.run({.as = as, .get = path, .status = 403, .lacks = {"BS2026"}});
            app.run({.as = as, .get = path + "/report.xlsx", .status = 403});
            app.run({.as = as,
                     .post = "/api/reports",
                     .body = report_body({form}),
                     .status = 403,
                     .events = {}});
        }
        app.run({.as = "auditor_wei",
                 .post = "/api/reports",
                 .body = report_body({form}),
                 .status = 403,
                 .events = {}});
    });
}

TEST_CASE("nothing reported is overwritten: a correction names what it replaces, once") {
    on_each_engine([](TestApp& app) {
        const std::string form = form_in_use(app);
        isolation::confirmed_order(app, "江小明");
        const std::string one = R"({"isolation_active":1,"isolation_new_today":1})";
        const std::string first = reported(app, {form, one});
        const std::string kept =
            app.run({.as = "command_zhao", .get = "/api/reports/" + first + "/report.xlsx"});
        app.run({.as = "command_zhao",
                 .post = "/api/reports",
                 .body = report_body({form, one}),
                 .status = 409,
                 .has = {"reports.already_reported"},
                 .events = {}});
        other_community(app);
        app.run({.as = "command_zhao",
                 .get = "/api/reports/" + first,
                 .has = {R"("agrees":false)", R"("value":1)", R"("now":2)"}});
        const std::string second = reported(app, {.form = form, .replaces = first});
        app.run({.as = "command_zhao",
                 .get = "/api/reports/" + second,
                 .has = {R"("agrees":true)", R"("replaces":")" + first, R"("before":1)",
                         R"("number":"BS2026-000001")"}});
        app.run({.as = "command_zhao",
                 .get = "/api/reports/" + first,
                 .has = {R"("replaced_by":")" + second, R"("value":1)"}});
        CHECK(kept ==
              app.run({.as = "command_zhao", .get = "/api/reports/" + first + "/report.xlsx"}));
        app.run({.as = "command_zhao",
                 .post = "/api/reports",
                 .body = report_body({.form = form, .replaces = first}),
                 .status = 409,
                 .has = {"reports.replaced_already"},
                 .events = {}});
        app.run({.as = "lead_qian",
                 .post = "/api/reports",
                 .body = report_body({form, one, second, yaoqiao}),
                 .status = 400,
                 .has = {"reports.replaces_other"},
                 .events = {}});
        // The records behind the first are still the first's.
        const std::string trace = "/trace?figure=isolation_active";
        app.run({.as = "command_zhao",
                 .get = "/api/reports/" + first + trace,
                 .has = {"GL2026-000001", "江**"},
                 .lacks = plus(never, {"GL2026-000002"})});
        app.run({.as = "command_zhao",
                 .get = "/api/reports/" + second +
                        "/trace?figure=isolation_active&community=410105014008",
                 .has = {"GL2026-000002"},
                 .lacks = {"GL2026-000001"}});
        app.run({.as = "auditor_wei", .get = "/api/reports/" + first + trace, .status = 403});
        app.run({.as = "lead_qian", .get = "/api/reports/" + first + trace, .status = 404});
    });
}

TEST_CASE("the same request sent twice reports once") {
    on_each_engine([](TestApp& app) {
        const std::string form = form_in_use(app);
        const std::string none = R"({"isolation_active":0,"isolation_new_today":0})";
        testkit::Scenario scenario{.as = "command_zhao",
                                   .post = "/api/reports",
                                   .body = report_body({form, none}),
                                   .has = {"BS2026-000001"},
                                   .events = {"reports.reported"},
                                   .idempotency_key = "one-report"};
        const std::string once = app.run(scenario);
        scenario.events = {};
        CHECK(once == app.run(scenario));
    });
}

TEST_CASE("a version that was reported with stays; choices and files after it are new ones") {
    on_each_engine([](TestApp& app) {
        const std::string form = form_in_use(app);
        const std::string none = R"({"isolation_active":0,"isolation_new_today":0})";
        const std::string first = reported(app, {form, none});
        const std::string path = "/api/reports/forms/" + form;
        app.run({.as = "admin_chen",
                 .post = path + "/mapping",
                 .body = R"({"cells":[{"name":"领导签字","source":"reporter"}],"version":2})",
                 .has = {R"("newest":2)", R"("source":"reporter")", R"("source":"by_hand")"},
                 .events = {"reports.form_changed"}});
        app.run({.as = "command_zhao",
                 .post = "/api/reports",
                 .body = report_body({form, none, "", yaoqiao}),
                 .status = 409,
                 .has = {"reports.form_moved"},
                 .events = {}});
        app.run({.as = "admin_chen",
                 .post = "/api/reports/forms/" + form + "/versions?file_name=new.xlsx",
                 .has = {R"("newest":3)", R"("unsaid":[])", "new.xlsx", "daily.xlsx"},
                 .events = {"reports.form_changed"},
                 .upload = testkit::daily_form()});
        app.run({.as = "lead_qian",
                 .post = "/api/reports",
                 .body = report_body({form, none, "", yaoqiao, "2026-03-02", 3}),
                 .has = {R"("form_number":3)"},
                 .events = {"reports.reported"}});
        app.run(
            {.as = "command_zhao", .get = "/api/reports/" + first, .has = {R"("form_number":1)"}});
        app.run({.as = "admin_chen",
                 .post = "/api/reports/forms/" + form + "/retirement",
                 .body = R"({"version":4})",
                 .has = {R"("retired":true)"},
                 .events = {"reports.form_changed"}});
        app.run({.as = "command_zhao",
                 .get = preview_path(form),
                 .status = 409,
                 .has = {"reports.form_retired"}});
        app.run({.as = "lead_qian",
                 .get = "/api/reports",
                 .has = {"BS2026-000002"},
                 .lacks = {"BS2026-000001"}});
    });
}

TEST_CASE("a range with fewer rows than there are communities is refused by its name") {
    TestApp app;
    const std::string form = testkit::zip_of(testkit::hand_parts(
        {"", R"(<definedName name="isolation_active_BY_COMMUNITY">表!$A$1</definedName>)"}));
    const std::string added = app.run({.as = "admin_chen",
                                       .post = upload_path,
                                       .has = {R"("unsaid":[])"},
                                       .events = {"reports.form_changed"},
                                       .upload = form});
    const std::string id = text_at(boost::json::parse(added), "/form/id");
    app.run({.as = "command_zhao",
             .post = "/api/reports",
             .body = report_body({id, R"({"isolation_active":0})"}),
             .status = 413,
             .has = {"spreadsheet.range_too_small", "isolation_active_BY_COMMUNITY"},
             .events = {}});
}

}  // namespace
}  // namespace xiuhua::reports
