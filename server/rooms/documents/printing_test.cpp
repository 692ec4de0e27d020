// Piles of papers: the print queue by building, runs as one PDF or an archive, printed, spoiled, printed again.
#include <doctest/doctest.h>

#include <set>

#include "platform/clock/new_id.hpp"
#include "rooms/documents/actions_printing.hpp"
#include "rooms/documents/paper_join.hpp"
#include "rooms/documents/pdf_probe.hpp"
#include "rooms/documents/run_folder.hpp"
#include "testkit/paper_scenes.hpp"

namespace xiuhua::documents {
namespace {

using testkit::TestApp;

const std::vector<std::string> never{std::string{scene_number}, "13800000777", "502室", "外地归来"};
constexpr std::string_view other_home = "41010501400100101001";

std::string start(TestApp& app, const std::string& body) {
    const std::string run = app.run({.as = "worker_sun",
                                     .post = "/api/documents/runs",
                                     .body = body,
                                     .has = {"\"state\":\"drawing\""},
                                     .lacks = never,
                                     .events = {}});
    app.settle();
    return "/api/documents/runs/" + member_of(run, "id");
}

std::string finished(TestApp& app, const std::string& run) {
    return wait_for(app, "worker_sun", run, "\"state\":\"finished\"");
}

}  // namespace

TEST_CASE(
    "papers wait by building, come out as one file in the order of the doors, and leave the "
    "queue") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto second = make_scene_paper(app, DocumentKind::isolation_notice);
        const auto third = make_scene_paper(app, DocumentKind::isolation_commitment);
        const auto first =
            make_scene_paper(app, DocumentKind::release_notice, "江小明", other_home);
        app.run({.as = "worker_sun",
                 .get = "/api/documents/print-queue",
                 .has = {"\"papers\":2", "\"papers\":1", "姚桥"},
                 .lacks = never});
        app.run({.as = "worker_li", .get = "/api/documents/print-queue", .has = {"\"items\":[]"}});
        const std::string run = start(app, R"({"form":"pdf","sides":"one","areas":["410105014"]})");
        const std::string seen = finished(app, run);
        CHECK(seen.find("\"drawn\":3") != std::string::npos);
        CHECK(seen.find("\"failed\":0") != std::string::npos);
        const PdfProbe probe{app.run({.as = "worker_sun", .get = run + "/file"})};
        const std::string text = probe.text();
        const auto at = [&](const DocumentBrief& paper) {
            return text.find(PdfProbe::squeezed(paper.number));
        };
        REQUIRE(at(first) != std::string::npos);
        CHECK(at(first) < at(third));
        CHECK(at(third) < at(second));  // One person's papers stand together, commitment first.
        CHECK(text.find(scene_number) != std::string::npos);
        app.run({.as = "worker_sun",
                 .post = run + "/printed",
                 .has = {"\"printed_at\":\"2026"},
                 .events = {}});
        app.run({.as = "worker_sun", .get = "/api/documents/print-queue", .has = {"\"items\":[]"}});
        app.run({.as = "worker_sun",
                 .post = "/api/documents/runs",
                 .body = R"({"form":"pdf","sides":"one","areas":["410105014"]})",
                 .status = 400,
                 .has = {"documents.nothing_to_print"}});
        // The printer chewed one sheet: it comes back, alone.
        app.run({.as = "worker_sun",
                 .post = "/api/documents/print-queue",
                 .body = R"({"papers":[")" + to_text(first.id) + R"("],"reason":"卡纸"})",
                 .has = {"\"papers\":1"},
                 .events = {}});
        app.run({.as = "worker_sun", .get = "/api/documents/print-queue", .has = {"\"papers\":1"}});
        const std::string again = app.run({.as = "worker_sun",
                                           .post = run + "/repetition",
                                           .body = R"({"papers":[")" + to_text(third.id) + R"("]})",
                                           .has = {"\"papers\":1", "\"state\":\"drawing\""},
                                           .events = {}});
        app.settle();
        finished(app, "/api/documents/runs/" + member_of(again, "id"));
    }
}

TEST_CASE("printed on both sides, no two papers share a sheet; an archive holds a file a paper") {
    TestApp app;
    const auto signed_paper = make_scene_paper(app, DocumentKind::release_notice);
    make_scene_paper(app, DocumentKind::status_report);
    const std::string kept_path = "/api/documents/" + to_text(signed_paper.id);
    app.run({.as = "worker_sun",
             .post = kept_path + "/signature",
             .body = R"({"strokes":[[[10,10],[90,40],[50,80]]],"width":300,"height":100,)"
                     R"("signer":"person"})",
             .events = {"documents.signed"}});
    const std::string kept = app.run({.as = "worker_sun", .get = kept_path + "/paper.pdf"});
    const std::string body = R"({"form":"pdf","sides":"two","pick":"valid","areas":["410105014"]})";
    const std::string run = start(app, body);
    finished(app, run);
    const PdfProbe probe{app.run({.as = "worker_sun", .get = run + "/file"})};
    CHECK(probe.pages() % 2 == 0);
    CHECK(probe.pages() >= 4);
    const std::string zip =
        start(app, R"({"form":"zip","sides":"one","pick":"valid","areas":["410105014"]})");
    finished(app, zip);
    const std::string archive = app.run({.as = "worker_sun", .get = zip + "/file"});
    CHECK(archive.starts_with("PK"));
    // The signed paper is there byte for byte.
    CHECK(archive.find(kept) != std::string::npos);
}

TEST_CASE(
    "a run goes on where it was when the program was stopped, and a lost piece is drawn again") {
    TestApp app;
    make_scene_paper(app, DocumentKind::release_notice);
    make_scene_paper(app, DocumentKind::isolation_notice);
    const std::string run = start(app, R"({"form":"pdf","sides":"one","areas":["410105014"]})");
    const std::string first = finished(app, run);
    const auto id = parse_uuid(run.substr(run.rfind('/') + 1));
    REQUIRE(id);
    Services& services = app.program().services();
    constexpr Query reopen{"test.reopen", "UPDATE documents_run SET state = 'drawing'"};
    REQUIRE(app.db().write([&](Tx& tx) { return tx.exec(reopen); }));
    RunFolder{services.config.data, services.vault, PrintRunId{*id}}.remove();
    draw_run(services, PrintRunId{*id}, [] { return false; });
    const std::string second = app.run({.as = "worker_sun", .get = run});
    CHECK(member_of(second, "state") == "finished");
    CHECK(second.find("\"drawn\":2") != std::string::npos);
    // Asked to stop at once, it leaves everything for later.
    REQUIRE(app.db().write([&](Tx& tx) { return tx.exec(reopen); }));
    draw_run(services, PrintRunId{*id}, [] { return true; });
    CHECK(member_of(app.run({.as = "worker_sun", .get = run}), "state") == "drawing");
    app.run({.as = "worker_sun",
             .post = run + "/cancellation",
             .has = {"\"state\":\"cancelled\""},
             .events = {}});
    app.run({.as = "worker_sun", .post = run + "/cancellation", .status = 409});
    app.run({.as = "worker_sun", .get = run + "/file", .status = 409});
}

TEST_CASE("a paper that cannot be drawn is named, and the others are printed") {
    TestApp app;
    make_scene_paper(app, DocumentKind::release_notice);
    const auto gone = make_scene_paper(app, DocumentKind::isolation_notice, "江小明", other_home);
    Services& services = app.program().services();
    REQUIRE(app.db().write(
        [&](Tx& tx) { return services.vault.destroy(tx, gone.person, Purpose::papers); }));
    const std::string run = start(app, R"({"form":"pdf","sides":"one","areas":["410105014"]})");
    const std::string seen = finished(app, run);
    CHECK(seen.find("\"failed\":1") != std::string::npos);
    app.run({.as = "worker_sun",
             .get = run + "/failures",
             .has = {gone.number, "vault.destroyed"},
             .lacks = never});
}

TEST_CASE("a pile is its maker's, goes after a day, and with the person whose paper it holds") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto paper = make_scene_paper(app, DocumentKind::release_notice);
        const std::string body =
            R"({"form":"pdf","sides":"one","pick":"valid","areas":["410105014"]})";
        const std::string run = start(app, body);
        finished(app, run);
        for (const std::string login : {"lead_qian", "command_zhao", "worker_li"}) {
            app.run({.as = login, .get = run, .status = 404});
            app.run({.as = login, .get = run + "/file", .status = 404, .lacks = {"%PDF"}});
            app.run({.as = login, .post = run + "/printed", .status = 404});
            app.run({.as = login, .post = run + "/cancellation", .status = 404});
            app.run({.as = login, .post = run + "/repetition", .body = "{}", .status = 404});
        }
        app.run({.as = "lead_qian", .get = "/api/documents/runs", .has = {"\"items\":[]"}});
        app.run({.as = "worker_sun", .get = "/api/documents/runs", .has = {"\"pages\":1"}});
        REQUIRE(app.act("worker_sun",
                        [&](Context& context) { return destroy_papers(context, paper.person); }));
        app.run({.as = "worker_sun",
                 .get = run + "/file",
                 .status = 409,
                 .has = {"documents.run_expired"},
                 .lacks = {"%PDF"}});
        make_scene_paper(app, DocumentKind::status_report, "江小明", other_home);
        const std::string next = start(app, body);
        finished(app, next);
        app.clock().advance(std::chrono::hours{25});
        app.settle();
        app.run({.as = "worker_sun", .get = next, .has = {"\"state\":\"expired\""}});
        app.run({.as = "worker_sun", .get = next + "/file", .status = 409});
        app.run({.as = "worker_sun",
                 .post = next + "/repetition",
                 .body = "{}",
                 .status = 409,
                 .has = {"documents.run_expired"}});
    }
}

// By each role that has no piles to carry: GET /api/documents/print-queue, POST /api/documents/print-queue,
// GET and POST /api/documents/runs, GET /api/documents/runs/{id}, GET /api/documents/runs/{id}/failures,
// GET /api/documents/runs/{id}/file, POST /api/documents/runs/{id}/cancellation,
// POST /api/documents/runs/{id}/printed, POST /api/documents/runs/{id}/repetition.
TEST_CASE("who carries no papers from door to door prints no piles") {
    TestApp app;
    make_scene_paper(app, DocumentKind::release_notice);
    const std::string run = start(app, R"({"form":"pdf","sides":"one","areas":["410105014"]})");
    finished(app, run);
    for (const std::string login :
         {"reviewer_zhou", "auditor_wei", "admin_chen", "checkpoint_wu", "supply_zheng",
          "counsellor_wang", "medic_feng", "enterprise_han", "site_chu", "resident_jiang"}) {
        CAPTURE(login);
        app.run({.as = login, .get = "/api/documents/print-queue", .status = 403});
        app.run({.as = login, .post = "/api/documents/print-queue", .body = "{}", .status = 403});
        app.run({.as = login, .get = "/api/documents/runs", .status = 403});
        app.run({.as = login, .post = "/api/documents/runs", .body = "{}", .status = 403});
        app.run({.as = login, .get = run, .status = 403});
        app.run({.as = login, .get = run + "/failures", .status = 403});
        app.run({.as = login, .get = run + "/file", .status = 403, .lacks = {"%PDF"}});
        app.run({.as = login, .post = run + "/cancellation", .status = 403});
        app.run({.as = login, .post = run + "/printed", .status = 403});
        app.run({.as = login, .post = run + "/repetition", .body = "{}", .status = 403});
    }
    // Another community's papers are not there to be chosen.
    app.run({.as = "worker_li",
             .post = "/api/documents/runs",
             .body = R"({"form":"pdf","sides":"one","areas":["410105014"]})",
             .status = 400,
             .has = {"documents.nothing_to_print"}});
}

TEST_CASE("a name becomes a file's name that every system takes") {
    CHECK(safe_file_name("龙子湖隔告〔2026〕0001号") == "龙子湖隔告〔2026〕0001号");
    CHECK(safe_file_name("a/b\\c:d\n") == "a_b_c_d_");
    CHECK(safe_file_name("..") == "_");
    CHECK(safe_file_name("") == "_");
}

TEST_CASE("runs of one moment are all listed, page by page") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        make_scene_paper(app, DocumentKind::release_notice);
        const std::string body =
            R"({"form":"pdf","sides":"one","pick":"valid","areas":["410105014"]})";
        std::set<std::string> made, seen;
        for (int i = 0; i < 3; ++i) {
            made.insert(start(app, body));
        }
        std::string after;
        for (std::size_t page = 0; page < made.size() + 1; ++page) {
            const std::string list =
                app.run({.as = "worker_sun", .get = "/api/documents/runs?limit=1&after=" + after});
            seen.insert("/api/documents/runs/" + member_of(list, "id"));
            after = member_of(list, "next");
            if (after.empty()) {
                break;
            }
        }
        CHECK(seen == made);
        app.run({.as = "worker_sun",
                 .get = "/api/documents/runs?after=2026-03-02T01:00:00.000Z",
                 .status = 400,
                 .has = {"documents.bad_cursor"}});
    }
}

TEST_CASE("the queue goes on below a place that has papers of its own") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        make_scene_paper(app, DocumentKind::isolation_notice, "何佳", "410105014001001");
        make_scene_paper(app, DocumentKind::release_notice, "江小明", other_home);
        const std::string first =
            app.run({.as = "worker_sun", .get = "/api/documents/print-queue?limit=1"});
        CHECK(member_of(first, "next") == "410105014001001");
        app.run({.as = "worker_sun",
                 .get = "/api/documents/print-queue?limit=1&after=410105014001001",
                 .has = {std::string{other_home.substr(0, 20)}, "\"next\":\"\""}});
    }
}

TEST_CASE("a pile is not given to somebody who looks after its papers no more") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        make_scene_paper(app, DocumentKind::release_notice);
        const std::string run = start(app, R"({"form":"pdf","sides":"one","areas":["410105014"]})");
        finished(app, run);
        app.run({.as = "worker_sun", .get = run + "/file", .has = {"%PDF"}});
        app.send({.as = "admin_chen",
                  .post = "/api/access/users/" + app.user("worker_sun") + "/changes",
                  .body = R"({"area_codes":["410105014008001"]})"});
        app.forget_sessions();
        app.run({.as = "worker_sun",
                 .get = run + "/file",
                 .status = 409,
                 .has = {"documents.run_not_yours"},
                 .lacks = {"%PDF"}});
    }
}

TEST_CASE("what was drawn after its pile had gone is cleared away; what is still drawn is not") {
    TestApp app;
    make_scene_paper(app, DocumentKind::release_notice);
    const std::string run = start(app, R"({"form":"pdf","sides":"one","areas":["410105014"]})");
    finished(app, run);
    const auto id = PrintRunId{*parse_uuid(run.substr(run.rfind('/') + 1))};
    Services& services = app.program().services();
    const RunFolder folder{services.config.data, services.vault, id};
    app.clock().advance(std::chrono::minutes{31});
    app.settle();
    CHECK(folder.read_result().value());
    app.clock().advance(std::chrono::hours{25});
    app.settle();
    app.run({.as = "worker_sun", .get = run, .has = {"\"state\":\"expired\""}});
    REQUIRE(folder.write_part(0, {{"", "%PDF late"}}));
    const RunFolder nobodys{services.config.data, services.vault,
                            new_id<PrintRunId>(app.clock().now())};
    REQUIRE(nobodys.write_part(0, {{"", "%PDF nobody's"}}));
    app.clock().advance(std::chrono::minutes{31});
    app.settle();
    CHECK_FALSE(folder.read_part(0).value());
    CHECK_FALSE(nobodys.read_part(0).value());
}

}  // namespace xiuhua::documents
