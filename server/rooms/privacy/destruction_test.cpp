// Data go when their purpose has ended: by retention at night, or at the end of the event by two people's word.
#include <sqlite3.h>

#include <fstream>
#include <numeric>

#include "platform/audit/audit.hpp"
#include "platform/host/room.hpp"
#include "rooms/privacy/public.hpp"
#include "rooms/privacy/rules.hpp"
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::privacy {
namespace {

using isolation::confirmed_order;
using isolation::never;
using isolation::path_of;
using isolation::text_at;
using testkit::TestApp;

// What must not come back after the destruction: the reason, the temperature, the finding, the message.
const std::vector<std::string> words{"密切接触者", "37.9", "chills", "疫情结束前解除",
                                     "请多喝热水"};

std::int64_t count(TestApp& app, std::string_view sql, std::string_view person) {
    const PersonId id = app.world().person(person);
    const auto found = app.db().read([&](Tx& tx) {
        return tx.row<std::int64_t>({"test.count", sql}, id);
    });
    REQUIRE(found);
    return found->value_or(0);
}

std::int64_t living_keys(TestApp& app, std::string_view person, std::string_view purpose) {
    return count(app,
                 std::string{"SELECT COUNT(*) FROM sealing_key WHERE person_id = ?1 AND "
                             "destroyed = 0 AND purpose = '"} +
                     std::string{purpose} + "'",
                 person);
}

std::int64_t health_rows(TestApp& app, std::string_view person) {
    std::int64_t rows = 0;
    for (const char* table :
         {"isolation_report", "isolation_visit", "isolation_alert", "isolation_message"}) {
        rows +=
            count(app, std::string{"SELECT COUNT(*) FROM "} + table + " WHERE person = ?1", person);
    }
    return rows;
}

// A paper, a feverish report and the end of the order, on 2 March 2026.
std::string ended_order(TestApp& app, const std::string& name) {
    const std::string id = confirmed_order(app, name);
    const Response paper = app.send({.as = "worker_sun",
                                     .post = path_of(id) + "/papers",
                                     .body = R"({"kind":"isolation_notice"})"});
    REQUIRE(paper.status == 200);
    const Response report = app.send({.as = "worker_sun",
                                      .post = path_of(id) + "/reports",
                                      .body = isolation::report_body("37.9")});
    REQUIRE(report.status == 200);
    if (name == "江小明") {  // Who alone has an account.
        const Response message = app.send({.as = "worker_sun",
                                           .post = path_of(id) + "/messages",
                                           .body = R"({"text":"请多喝热水"})"});
        REQUIRE(message.status == 200);
    }
    const Response ended = app.send({.as = "reviewer_zhou",
                                     .post = path_of(id) + "/withdrawal",
                                     .body = R"({"reason":"疫情结束前解除","version":2})"});
    INFO(ended.body);
    REQUIRE(ended.status == 200);
    app.settle();
    return id;
}

void until(TestApp& app, std::string_view text) {
    app.clock().set(*parse_instant(text));
    app.forget_sessions();
    app.settle();
}

boost::json::array destructions(TestApp& app, const std::string& as = "auditor_wei") {
    const std::string body = app.run({.as = as, .get = "/api/privacy/destructions"});
    return boost::json::parse(body).at("items").as_array();
}

std::string phrase(TestApp& app, const std::string& purpose, const std::string& as) {
    const std::string body =
        app.run({.as = as, .get = "/api/privacy/ending-preview?purpose=" + purpose});
    return text_at(boost::json::parse(body), "/confirmation");
}

std::string ending_body(const std::string& purpose, const std::string& confirmation) {
    return R"({"purpose":")" + purpose +
           R"(","reason":"省指挥部公告：应急响应终止","confirmation":")" + confirmation + "\"}";
}

}  // namespace

TEST_CASE(
    "thirty days after the order health data go, half a year later the papers, with a "
    "certificate") {
    isolation::on_each_engine([](TestApp& app) {
        const std::string order = ended_order(app, "江小明");
        const std::string open = confirmed_order(app, "许秀英");
        until(app, "2026-04-01T15:00:00Z");  // The thirtieth day, late in the evening.
        CHECK(living_keys(app, "江小明", "health") == 1);
        CHECK(health_rows(app, "江小明") > 0);
        until(app, "2026-04-01T18:29:00Z");  // The night after, a minute too early.
        CHECK(living_keys(app, "江小明", "health") == 1);
        CHECK(destructions(app).empty());
        until(app, "2026-04-01T18:31:00Z");
        CHECK(living_keys(app, "江小明", "health") == 0);
        CHECK(health_rows(app, "江小明") == 0);
        app.run({.as = "worker_sun",
                 .get = path_of(order) + "/messages",
                 .has = {R"("items":[])"},
                 .lacks = words});
        app.run({.as = "resident_jiang", .get = "/api/isolation/me/messages", .lacks = words});
        CHECK(living_keys(app, "江小明", "papers") == 1);
        CHECK(living_keys(app, "江小明", "identity") == 1);
        // Whoever is in isolation keeps what the care needs.
        CHECK(living_keys(app, "许秀英", "health") == 1);
        app.run({.as = "worker_sun",
                 .get = path_of(order),
                 .has = {"江小明", "withdrawn"},
                 .lacks = isolation::plus(never, words)});
        app.run({.as = "worker_sun", .get = path_of(open), .has = {"密切接触者"}});

        const auto done = destructions(app);
        REQUIRE(done.size() == 1);
        CHECK(done[0].at("purpose") == "health");
        CHECK(done[0].at("cause") == "retention");
        CHECK(done[0].at("basis") == "retention/1");
        CHECK(done[0].at("people").to_number<int>() == 1);
        CHECK(done[0].at("records").to_number<int>() > 3);
        CHECK(done[0].at("certificate").at("genuine") == true);
        app.run({.as = "resident_jiang",
                 .get = "/api/privacy/me/accesses",
                 .has = {"privacy.destroy"},
                 .lacks = words});
        // The next night finds nothing and certifies nothing.
        until(app, "2026-04-02T18:31:00Z");
        CHECK(destructions(app).size() == 1);

        until(app, "2026-08-31T18:31:00Z");  // 1 September at the office: the 183rd day.
        CHECK(living_keys(app, "江小明", "papers") == 1);
        until(app, "2026-09-01T18:31:00Z");
        CHECK(living_keys(app, "江小明", "papers") == 0);
        CHECK(count(app,
                    "SELECT COUNT(*) FROM documents_document WHERE person_id = ?1 "
                    "AND LENGTH(content) > 0",
                    "江小明") == 0);
        CHECK(destructions(app).size() == 2);
    });
}

TEST_CASE("a second order begins the days anew") {
    TestApp app;
    ended_order(app, "江小明");
    until(app, "2026-03-20T01:00:00Z");
    const std::string again = confirmed_order(app, "江小明");
    until(app, "2026-04-05T01:00:00Z");  // The first is 34 days old, the second still open.
    CHECK(living_keys(app, "江小明", "health") == 1);
    const std::string seen = app.run({.as = "reviewer_zhou", .get = path_of(again)});
    const auto version = boost::json::parse(seen).at_pointer("/version").to_number<int>();
    const Response ended =
        app.send({.as = "reviewer_zhou",
                  .post = path_of(again) + "/withdrawal",
                  .body = R"({"reason":"解除","version":)" + std::to_string(version) + "}"});
    INFO(ended.body);
    REQUIRE(ended.status == 200);
    until(app, "2026-05-05T15:00:00Z");
    CHECK(living_keys(app, "江小明", "health") == 1);
    until(app, "2026-05-05T18:31:00Z");
    CHECK(living_keys(app, "江小明", "health") == 0);
}

TEST_CASE("a screening alone leaves its answers for thirty days, too") {
    TestApp app;
    const Response screened = app.send(
        {.as = "worker_sun",
         .post = "/api/isolation/screenings",
         .body = R"({"person":")" + app.person("江小明") +
                 R"(","place":"东门卡点","questionnaire":{"contact":true,"symptoms":["cough"]},)"
                 R"("itinerary":[],"temperature":36.8})"});
    REQUIRE(screened.status == 200);
    REQUIRE(living_keys(app, "江小明", "health") == 1);
    until(app, "2026-04-01T15:00:00Z");
    CHECK(living_keys(app, "江小明", "health") == 1);
    until(app, "2026-04-01T18:31:00Z");
    CHECK(living_keys(app, "江小明", "health") == 0);
    CHECK(count(app,
                "SELECT COUNT(*) FROM isolation_screening WHERE person = ?1 "
                "AND answers IS NOT NULL",
                "江小明") == 0);
}

TEST_CASE("the event is over when two people say so and nobody is in isolation") {
    isolation::on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江小明");
        ended_order(app, "许秀英");
        const std::string all = phrase(app, "health", "admin_chen");
        app.run({.as = "admin_chen",
                 .post = "/api/privacy/destructions",
                 .body = ending_body("health", all),
                 .status = 409,
                 .has = {"privacy.orders_open"}});
        app.send({.as = "reviewer_zhou",
                  .post = path_of(order) + "/withdrawal",
                  .body = R"({"reason":"解除","version":2})"});
        app.settle();
        app.run({.as = "admin_chen",
                 .post = "/api/privacy/destructions",
                 .body = ending_body("health", all + "1"),
                 .status = 400,
                 .has = {"privacy.wrong_phrase"}});
        const std::string proposed = app.run({.as = "admin_chen",
                                              .post = "/api/privacy/destructions",
                                              .body = ending_body("health", all),
                                              .has = {R"("state":"proposed")", "陈"},
                                              .lacks = never,
                                              .events = {"privacy.destruction_changed"}});
        const std::string path =
            "/api/privacy/destructions/" + text_at(boost::json::parse(proposed), "/id");
        const std::string typed = R"({"confirmation":")" + all + "\"}";
        app.run({.as = "admin_chen",
                 .post = path + "/confirmation",
                 .body = typed,
                 .status = 403,
                 .has = {"privacy.second_person_needed"}});
        CHECK(living_keys(app, "江小明", "health") == 1);
        app.run({.as = "auditor_wei",
                 .post = path + "/confirmation",
                 .body = typed,
                 .has = {R"("state":"running")"},
                 .lacks = never,
                 .events = {"privacy.destruction_changed"}});
        app.settle();
        CHECK(living_keys(app, "江小明", "health") == 0);
        CHECK(living_keys(app, "许秀英", "health") == 0);
        CHECK(health_rows(app, "许秀英") == 0);
        app.run({.as = "auditor_wei",
                 .get = path,
                 .has = {R"("state":"finished")", R"("people":2)", R"("kept":0)",
                         R"("genuine":true)", "应急响应终止"},
                 .lacks = isolation::plus(never, {"江小明", "许秀英"})});
        app.run({.as = "auditor_wei",
                 .post = path + "/confirmation",
                 .body = typed,
                 .status = 409,
                 .has = {"privacy.not_proposed"}});
        app.run({.as = "admin_chen",
                 .get = "/api/privacy/audit/verification",
                 .has = {"\"broken_at\":0"}});
    });
}

TEST_CASE("the end of the register leaves places and figures, and nobody's name") {
    isolation::on_each_engine([](TestApp& app) {
        ended_order(app, "江小明");
        const std::string all = phrase(app, "identity", "auditor_wei");
        const std::string proposed = app.run({.as = "auditor_wei",
                                              .post = "/api/privacy/destructions",
                                              .body = ending_body("identity", all),
                                              .lacks = never,
                                              .events = {"privacy.destruction_changed"}});
        const std::string path =
            "/api/privacy/destructions/" + text_at(boost::json::parse(proposed), "/id");
        app.run({.as = "admin_chen",
                 .post = path + "/confirmation",
                 .body = R"({"confirmation":")" + all + "\"}",
                 .events = {"privacy.destruction_changed"}});
        app.settle();
        for (const char* table_and_name :
             {"registry_person WHERE name <> ''", "registry_person WHERE identity_hash IS NOT NULL",
              "registry_person WHERE phone_hash IS NOT NULL",
              "registry_person WHERE former_phone_hash IS NOT NULL", "registry_search",
              "isolation_order WHERE person_name <> ''",
              "isolation_alert WHERE person_name <> ''"}) {
            CAPTURE(table_and_name);
            const std::string sql = std::string{"SELECT COUNT(*) FROM "} + table_and_name;
            const auto left = app.db().read([&](Tx& tx) {
                return tx.row<std::int64_t>({"test.count", sql});
            });
            CHECK(**left == 0);
        }
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people",
                 .has = {app.person("江小明")},
                 .lacks = isolation::plus(never, {"江小明"})});
    });
}

TEST_CASE("a proposal is withdrawn, or lapses after a day and makes room for another") {
    TestApp app;
    ended_order(app, "江小明");
    const std::string all = phrase(app, "health", "admin_chen");
    const std::vector<std::string> changed{"privacy.destruction_changed"}, nothing;
    const auto propose = [&](const std::string& as, int status) {
        const std::string body = app.run({.as = as,
                                          .post = "/api/privacy/destructions",
                                          .body = ending_body("health", all),
                                          .status = status,
                                          .events = status == 200 ? changed : nothing});
        return status == 200 ? text_at(boost::json::parse(body), "/id") : body;
    };
    const std::string first = propose("admin_chen", 200);
    CHECK(propose("auditor_wei", 409).find("privacy.under_way") != std::string::npos);
    app.run({.as = "auditor_wei",
             .post = "/api/privacy/destructions/" + first + "/withdrawal",
             .has = {"withdrawn"},
             .events = changed});
    app.run({.as = "auditor_wei",
             .post = "/api/privacy/destructions/" + first + "/withdrawal",
             .status = 409});
    const std::string second = propose("admin_chen", 200);
    until(app, "2026-03-03T01:00:00.001Z");
    app.run({.as = "auditor_wei",
             .post = "/api/privacy/destructions/" + second + "/confirmation",
             .body = R"({"confirmation":")" + all + "\"}",
             .status = 409,
             .has = {"privacy.proposal_lapsed"}});
    propose("auditor_wei", 200);
    CHECK(living_keys(app, "江小明", "health") == 1);
}

TEST_CASE(
    "only the auditor and the administrator know of destructions, and nobody else may begin one") {
    TestApp app;
    ended_order(app, "江小明");
    const std::string none = "/api/privacy/destructions/0190a000-0000-7000-8000-00000000dead";
    for (const testkit::DemoUser& user : testkit::demo_users()) {
        const std::string as{user.login};
        CAPTURE(as);
        const bool may = user.role == Role::auditor || user.role == Role::administrator;
        const std::vector<std::string> hidden{"江小明", "certificate", "confirmation\":\"销毁"};
        const auto lacks = may ? std::vector<std::string>{"江小明"} : hidden;
        const int seen = may ? 200 : 403;
        app.run({.as = as, .get = "/api/privacy/destructions", .status = seen, .lacks = lacks});
        app.run({.as = as,
                 .get = "/api/privacy/ending-preview?purpose=health",
                 .status = seen,
                 .lacks = lacks});
        app.run({.as = as, .get = none, .status = may ? 404 : 403, .lacks = hidden});
        app.run({.as = as,
                 .post = "/api/privacy/destructions",
                 .body = ending_body("health", "x"),
                 .status = may ? 400 : 403,
                 .lacks = hidden});
        app.run({.as = as,
                 .post = none + "/confirmation",
                 .body = R"({"confirmation":"x"})",
                 .status = may ? 404 : 403,
                 .lacks = hidden});
        app.run(
            {.as = as, .post = none + "/withdrawal", .status = may ? 404 : 403, .lacks = hidden});
    }
    CHECK(living_keys(app, "江小明", "health") == 1);
}

TEST_CASE(
    "another room's own destruction is certified beside the others, and its purpose told to it") {
    isolation::on_each_engine([](TestApp& app) {
        const PersonId jiang = app.world().person("江小明");
        const auto certified = app.act("admin_chen", [&](Context& context) {
            return certify(context, {Purpose::tracking, "tracking/1", {jiang}, 1'440});
        });
        REQUIRE(certified);
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/destructions/" + to_text(*certified),
                 .has = {"room_rule", "tracking/1", R"("records":1440)", R"("genuine":true)"},
                 .lacks = {"江小明"}});
        // At the end of the event the room that keeps positions hears whose are to go.
        REQUIRE(app.act("admin_chen", [&](Context& context) {
            return context.services.vault.seal(context.tx, jiang, Purpose::tracking, "c", "x");
        }));
        const std::string all = phrase(app, "tracking", "admin_chen");
        const std::string proposed = app.run({.as = "admin_chen",
                                              .post = "/api/privacy/destructions",
                                              .body = ending_body("tracking", all),
                                              .events = {"privacy.destruction_changed"}});
        app.run({.as = "auditor_wei",
                 .post = "/api/privacy/destructions/" +
                         text_at(boost::json::parse(proposed), "/id") + "/confirmation",
                 .body = R"({"confirmation":")" + all + "\"}",
                 .events = {"privacy.destruction_changed"}});
        app.settle();
        CHECK(living_keys(app, "江小明", "tracking") == 0);
        CHECK(count(app,
                    "SELECT COUNT(*) FROM outbox WHERE kind = 'privacy.person_destroyed' "
                    "AND subject = ?1",
                    "江小明") == 1);
    });
}

TEST_CASE("a changed statement is not genuine") {
    TestApp app;
    const auto certified = app.act("admin_chen", [&](Context& context) {
        return certify(context, {Purpose::tracking, "tracking/1", {}, 1});
    });
    REQUIRE(certified);
    REQUIRE(app.db().write([&](Tx& tx) {
        return tx.exec({"test.tamper",
                        "UPDATE privacy_destruction SET statement = REPLACE(statement, "
                        "'\"records\":1', '\"records\":2')"});
    }));
    app.run({.as = "auditor_wei",
             .get = "/api/privacy/destructions/" + to_text(*certified),
             .has = {R"("genuine":false)"}});
}

TEST_CASE(
    "what a person's key for health, papers and the register seals says that retention ends it") {
    TestApp app;
    const std::vector<PersonalField> fields = app.program().personal_fields();
    // With limits of their own, shorter or of another law.
    const std::vector<std::string_view> own{"registry_import_row.cells", "access_user.name",
                                            "access_session.device_label"};
    for (const PersonalField& field : fields) {
        const bool ours = field.purpose == Purpose::health || field.purpose == Purpose::papers ||
                          field.column.starts_with("registry_");
        if (ours && std::find(own.begin(), own.end(), field.column) == own.end()) {
            CAPTURE(field.column);
            CHECK(field.ends.starts_with(by_retention));
        }
    }
    app.run({.as = "resident_jiang",
             .get = "/api/privacy/fields",
             .has = {R"("days_after_order":30)", R"("days_after_order":183)"}});
}

TEST_CASE("after a destruction the raw bytes on disk hold neither the key nor what it sealed") {
    TestApp app;
    ended_order(app, "江小明");
    const PersonId jiang = app.world().person("江小明");
    const auto secrets = app.db().read([&](Tx& tx) -> Result<std::vector<Bytes>> {
        XH_TRY(keys, tx.rows<Bytes>({"test.keys",
                                     "SELECT wrapped FROM sealing_key WHERE person_id = ?1 "
                                     "AND purpose = 'health'"},
                                    jiang));
        XH_TRY(messages, tx.rows<Bytes>({"test.messages",
                                         "SELECT words FROM isolation_message WHERE person = ?1"},
                                        jiang));
        keys.insert(keys.end(), messages.begin(), messages.end());
        XH_TRY(reports, tx.rows<Bytes>({"test.reports",
                                        "SELECT health FROM isolation_report WHERE person = ?1"},
                                       jiang));
        keys.insert(keys.end(), reports.begin(), reports.end());
        return keys;
    });
    REQUIRE(secrets);
    REQUIRE(secrets->size() >= 3);
    const auto folder = app.program().services().config.data;
    const auto found = [&] {
        // The log goes into the database and is emptied, as the last process to close it does.
        for (const auto& entry : std::filesystem::directory_iterator{folder}) {
            sqlite3* handle = nullptr;
            if (entry.path().extension() == ".db") {
                REQUIRE(sqlite3_open(entry.path().c_str(), &handle) == SQLITE_OK);
                sqlite3_exec(handle, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
                sqlite3_close(handle);
            }
        }
        int hits = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
            if (!entry.is_regular_file()) {
                continue;
            }
            std::ifstream in{entry.path(), std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            for (const Bytes& secret : *secrets) {
                hits += bytes.find(secret.data) == std::string::npos ? 0 : 1;
            }
        }
        return hits;
    };
    CHECK(found() >= 2);
    until(app, "2026-04-01T18:31:00Z");
    CHECK(found() == 0);
}

}  // namespace xiuhua::privacy
