#pragma once
// Scenes that the scenarios of room reports share: a form in use, a day of isolation in two communities.
#include "rooms/reports/actions.hpp"
#include "testkit/form_maker.hpp"
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::reports {

using isolation::on_each_engine;
using isolation::plus;
using isolation::text_at;
using testkit::TestApp;

inline const std::string upload_path = "/api/reports/forms?title=Daily&file_name=daily.xlsx";
// What a reader of figures must never meet.
inline const std::vector<std::string> never =
    isolation::plus(isolation::never, {"江小明", "高洁", "37.9", "密切接触者"});

// The daily form, uploaded and mapped; answers its id.
inline std::string form_in_use(TestApp& app) {
    const std::string added = app.run({.as = "admin_chen",
                                       .post = upload_path,
                                       .has = {R"("unsaid":["领导签字"])", R"("number":1)"},
                                       .lacks = never,
                                       .events = {"reports.form_changed"},
                                       .upload = testkit::daily_form()});
    const std::string id = text_at(boost::json::parse(added), "/form/id");
    app.run({.as = "admin_chen",
             .post = "/api/reports/forms/" + id + "/mapping",
             .body = R"({"cells":[{"name":"领导签字","source":"by_hand"}],"version":1})",
             .has = {R"("unsaid":[])", R"("version":2)"},
             .events = {"reports.form_changed"}});
    return id;
}

// 高洁 of the other community is isolated too.
inline std::string other_community(TestApp& app) {
    app.clock().advance(std::chrono::seconds{1});  // Ids of one millisecond have no order.
    const std::string made = app.run({.as = "worker_li",
                                      .post = "/api/isolation/orders",
                                      .body = isolation::order_body(app, {"高洁"}),
                                      .events = {"isolation.order_made"}});
    const std::string id = text_at(boost::json::parse(made), "/orders/0/id");
    app.run({.as = "reviewer_zhou",
             .post = isolation::path_of(id) + "/confirmation",
             .body = R"({"version":1})",
             .events = {"isolation.order_confirmed"}});
    app.settle();
    return id;
}

struct ReportBody {
    std::string form;
    std::string seen = R"({"isolation_active":2,"isolation_new_today":2})";
    std::string replaces = {};
    std::string area = "410105014", day = "2026-03-02";
    int form_number = 1;
};
inline std::string report_body(const ReportBody& body) {
    return R"({"form":")" + body.form + R"(","form_number":)" + std::to_string(body.form_number) +
           R"(,"day":")" + body.day + R"(","area":")" + body.area +
           R"(","recipient":"区疫情防控指挥部","hand":{"领导签字":"钱丽华"},"seen":)" + body.seen +
           (body.replaces.empty() ? "" : R"(,"replaces":")" + body.replaces + "\"") + "}";
}

inline std::string reported(TestApp& app, const ReportBody& body) {
    const std::string answer = app.run({.as = "command_zhao",
                                        .post = "/api/reports",
                                        .body = report_body(body),
                                        .has = {R"("number":"BS2026-)"},
                                        .lacks = never,
                                        .events = {"reports.reported"}});
    return text_at(boost::json::parse(answer), "/id");
}

inline std::string preview_path(const std::string& form, const std::string& area = "410105014") {
    return "/api/reports/preview?form=" + form + "&day=2026-03-02&area=" + area;
}

inline std::int64_t audited(TestApp& app, std::string_view action) {
    const auto found = app.db().read([&](Tx& tx) {
        return tx.row<std::int64_t>(
            {"test.audited", "SELECT COUNT(*) FROM audit_entry WHERE action = ?1"}, action);
    });
    REQUIRE(found);
    return found->value_or(0);
}

}  // namespace xiuhua::reports
