// Papers signed by hand: the stack from the scanner finds its papers; the rest waits for a person.
#include <doctest/doctest.h>

#include "platform/clock/new_id.hpp"
#include "rooms/documents/actions_scans.hpp"
#include "rooms/documents/pdf_probe.hpp"
#include "rooms/documents/rules_scans.hpp"
#include "rooms/documents/scan_files.hpp"
#include "rooms/documents/scan_paper.hpp"
#include "testkit/paper_scenes.hpp"
#include "testkit/scan_maker.hpp"

namespace xiuhua::documents {
namespace {

using testkit::TestApp;

constexpr std::string_view other_home = "41010501400100101001";

// The paper's pages as they come out of a scanner, each turned and soiled a little differently.
std::vector<std::string> scans_of_paper(TestApp& app, const DocumentBrief& paper) {
    std::mt19937 random{11};
    const std::string pdf =
        app.run({.as = "worker_sun", .get = "/api/documents/" + to_text(paper.id) + "/paper.pdf"});
    std::vector<std::string> jpegs;
    double degrees = 180;
    for (const auto& sheet : testkit::pictures_of_pdf(pdf, 150)) {
        jpegs.push_back(
            testkit::spoiled_jpeg(sheet, {.degrees = degrees, .noise = 10, .shade = 0.2}, random));
        degrees = 3.7;
    }
    return jpegs;
}

std::string blank_page() {
    std::mt19937 random{5};
    scan::Picture sheet{800, 1100, std::vector<std::uint8_t>(800 * 1100 * 3, 250)};
    return testkit::spoiled_jpeg(sheet, {.noise = 4}, random);
}

std::string upload(TestApp& app, const std::vector<std::string>& jpegs,
                   const std::string& login = "worker_sun") {
    const auto stack = pdf_of_scans(jpegs, "stack");
    REQUIRE(stack);
    const std::string batch = app.run({.as = login,
                                       .post = "/api/documents/scans?filename=stack.pdf",
                                       .has = {"\"state\":\"reading\""},
                                       .upload = *stack});
    app.settle();
    const std::string path = "/api/documents/scans/" + member_of(batch, "id");
    wait_for(app, login, path, "\"state\":\"finished\"");
    return path;
}

std::string path_of(const DocumentBrief& paper) {
    return "/api/documents/" + to_text(paper.id);
}

std::string first_aside(TestApp& app) {
    return member_of(app.run({.as = "worker_sun", .get = "/api/documents/scan-pages"}), "id");
}

}  // namespace

TEST_CASE("a stack from the scanner finds its papers by their codes; what has none is put aside") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto notice = make_scene_paper(app, DocumentKind::isolation_notice);  // Two pages.
        const auto release =
            make_scene_paper(app, DocumentKind::release_notice, "江小明", other_home);
        std::vector<std::string> jpegs = scans_of_paper(app, notice);
        REQUIRE(jpegs.size() == 2);
        std::swap(jpegs[0], jpegs[1]);  // The stack was dropped.
        jpegs.push_back(blank_page());
        jpegs.push_back(scans_of_paper(app, release).front());
        const std::string batch = upload(app, jpegs);
        app.run({.as = "worker_sun",
                 .get = batch,
                 .has = {"\"pages\":4", "\"attached\":3", "\"aside\":1"}});
        app.run({.as = "worker_sun",
                 .get = path_of(notice),
                 .has = {"\"state\":\"signed_by_person\"", "\"scan_pages\":2", "\"kept\":true"}});
        app.run({.as = "worker_sun",
                 .get = path_of(release),
                 .has = {"\"state\":\"signed_by_person\"", "\"scan_pages\":1"}});
        // The paper is now its signed copy: pictures, upright, in the order of the pages.
        const std::string kept_pdf =
            app.run({.as = "worker_sun", .get = path_of(notice) + "/paper.pdf"});
        const PdfProbe probe{kept_pdf};
        REQUIRE(probe.pages() == 2);
        std::vector<scan::ScannedPage> kept;
        REQUIRE(scan::read_scan(kept_pdf, [&](scan::ScannedPage&& page) -> Done {
            kept.push_back(std::move(page));
            return {};
        }));
        for (int page = 1; page <= 2; ++page) {
            const scan::ScannedPage& read = kept.at(static_cast<std::size_t>(page) - 1);
            CHECK(read.quarters == 0);
            const auto code = read_page_code(read.code);
            REQUIRE(code);
            CHECK(code->page == page);
        }
        app.run({.as = "worker_sun",
                 .get = "/api/documents/scan-pages",
                 .has = {"documents.scan_no_code", "\"number\":3"},
                 .lacks = {"何佳", "江小明"}});
        // A second time the same papers are not signed again.
        const std::string again = upload(app, {jpegs[3]});
        app.run({.as = "worker_sun", .get = again, .has = {"\"attached\":0", "\"aside\":1"}});
        app.run({.as = "worker_sun",
                 .get = "/api/documents/scan-pages?batch=" + again.substr(again.rfind('/') + 1),
                 .has = {"documents.scan_signed_already"}});
    }
}

TEST_CASE("one page of two does not make a paper signed; the other one does, whenever it comes") {
    TestApp app;
    const auto notice = make_scene_paper(app, DocumentKind::isolation_notice);
    const auto jpegs = scans_of_paper(app, notice);
    upload(app, {jpegs[1]});
    app.run({.as = "worker_sun",
             .get = path_of(notice),
             .has = {"\"state\":\"made\"", "\"scan_pages\":1", "\"kept\":false"}});
    upload(app, {jpegs[0]});
    app.run({.as = "worker_sun", .get = path_of(notice), .has = {"signed_by_person"}});
}

TEST_CASE("what no code places a person places by hand, and can take back") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto release = make_scene_paper(app, DocumentKind::release_notice);
        upload(app, {blank_page(), blank_page()});
        const std::string page = "/api/documents/scan-pages/" + first_aside(app);
        CHECK(app.run({.as = "worker_sun", .get = page + "/image.jpg"}).starts_with("\xFF\xD8"));
        const std::string place =
            R"({"document":")" + to_text(release.id) + R"(","page":1,"pages":1,"version":2})";
        app.run({.as = "worker_sun",
                 .post = page + "/assignment",
                 .body = R"({"document":")" + to_text(release.id) +
                         R"(","page":2,"pages":1,"version":2})",
                 .status = 400});
        app.run({.as = "worker_sun",
                 .post = page + "/assignment",
                 .body = place,
                 .has = {"\"state\":\"attached\"", "\"by_hand\":true", release.number},
                 .events = {"documents.signed"}});
        app.run({.as = "worker_sun", .post = page + "/assignment", .body = place, .status = 409});
        app.run({.as = "worker_sun", .get = path_of(release), .has = {"signed_by_person"}});
        app.run({.as = "worker_sun",
                 .post = page + "/detachment",
                 .body = R"({"reason":"","version":3})",
                 .status = 400,
                 .has = {"documents.reason_missing"}});
        app.run({.as = "worker_sun",
                 .post = page + "/detachment",
                 .body = R"({"reason":"放错了","version":3})",
                 .has = {"\"state\":\"aside\"", "documents.scan_detached"},
                 .events = {"documents.handed_over"}});
        app.run({.as = "worker_sun",
                 .get = path_of(release),
                 .has = {"\"state\":\"handed_over\"", "\"kept\":false", "\"scan_pages\":0"}});
        const PdfProbe probe{app.run({.as = "worker_sun", .get = path_of(release) + "/paper.pdf"})};
        CHECK(probe.text().find(PdfProbe::squeezed(release.number)) != std::string::npos);
        app.run({.as = "worker_sun",
                 .post = page + "/dismissal",
                 .body = R"({"reason":"白纸","version":4})",
                 .has = {"\"state\":\"dismissed\""},
                 .events = {}});
        app.run({.as = "worker_sun", .get = page + "/image.jpg", .status = 409});
        // What nobody places is destroyed after thirty days.
        const std::string left = "/api/documents/scan-pages/" + first_aside(app);
        app.clock().advance(std::chrono::hours{24 * 31});
        app.settle();
        app.run({.as = "worker_sun",
                 .get = left + "/image.jpg",
                 .status = 409,
                 .has = {"documents.scan_gone"}});
    }
}

TEST_CASE("a paper of another community, a forged code and a destroyed person's paper stay aside") {
    TestApp app;
    const auto theirs = make_scene_paper(app, DocumentKind::release_notice);
    const auto gone =
        make_scene_paper(app, DocumentKind::isolation_commitment, "江小明", other_home);
    const auto jpegs = scans_of_paper(app, theirs);
    const auto lost = scans_of_paper(app, gone);
    const std::string batch = upload(app, jpegs, "worker_li");
    app.run({.as = "worker_li",
             .get = "/api/documents/scan-pages",
             .has = {"documents.scan_not_ours"},
             .lacks = {"何佳", theirs.number}});
    app.run({.as = "worker_sun", .get = path_of(theirs), .has = {"\"state\":\"made\""}});
    const auto shredded = app.db().write([&](Tx& tx) {
        return app.program().services().vault.destroy(tx, gone.person, Purpose::papers);
    });
    REQUIRE(shredded);
    REQUIRE(app.act("worker_sun",
                    [&](Context& context) { return destroy_papers(context, gone.person); }));
    upload(app, lost);
}

// By each role: POST and GET /api/documents/scans, GET /api/documents/scans/{id}, GET /api/documents/scan-pages,
// GET /api/documents/scan-pages/{id}/image.jpg, POST /api/documents/scan-pages/{id}/assignment,
// POST /api/documents/scan-pages/{id}/dismissal, POST /api/documents/scan-pages/{id}/detachment.
TEST_CASE("only who brings papers back sees the scans, and only their own") {
    TestApp app;
    const auto release = make_scene_paper(app, DocumentKind::release_notice);
    const std::string batch = upload(app, {blank_page()});
    const std::string page = "/api/documents/scan-pages/" + first_aside(app);
    const std::string reason = R"({"reason":"看看","version":2})";
    const std::string place =
        R"({"document":")" + to_text(release.id) + R"(","page":1,"pages":1,"version":2})";
    for (const std::string login :
         {"reviewer_zhou", "auditor_wei", "admin_chen", "checkpoint_wu", "supply_zheng",
          "counsellor_wang", "medic_feng", "enterprise_han", "site_chu", "resident_jiang"}) {
        CAPTURE(login);
        app.run({.as = login,
                 .post = "/api/documents/scans?filename=a.pdf",
                 .status = 403,
                 .upload = "%PDF-"});
        app.run({.as = login, .get = "/api/documents/scans", .status = 403});
        app.run({.as = login, .get = batch, .status = 403});
        app.run({.as = login, .get = "/api/documents/scan-pages", .status = 403});
        app.run({.as = login, .get = page + "/image.jpg", .status = 403});
        app.run({.as = login, .post = page + "/assignment", .body = place, .status = 403});
        app.run({.as = login, .post = page + "/dismissal", .body = reason, .status = 403});
        app.run({.as = login, .post = page + "/detachment", .body = reason, .status = 403});
    }
    for (const std::string login : {"worker_li", "lead_qian"}) {
        CAPTURE(login);
        app.run({.as = login, .get = "/api/documents/scans", .has = {"\"items\":[]"}});
        app.run({.as = login, .get = batch, .status = 404});
        app.run({.as = login, .get = "/api/documents/scan-pages", .has = {"\"items\":[]"}});
        app.run({.as = login, .get = page + "/image.jpg", .status = 404});
        app.run({.as = login, .post = page + "/assignment", .body = place, .status = 404});
        app.run({.as = login, .post = page + "/dismissal", .body = reason, .status = 404});
        app.run({.as = login, .post = page + "/detachment", .body = reason, .status = 404});
    }
    app.run({.as = "command_zhao", .get = "/api/documents/scan-pages", .has = {"stack.pdf"}});
}

TEST_CASE("a page's code is read with its number, and nothing else is") {
    const std::string code = "7K3M9PQ2XW4T." + std::string(86, 'x');
    struct Row {
        std::string text;
        int page, pages;
    };
    for (const Row& row :
         {Row{"https://a.b/v/" + code, 1, 1}, Row{"https://a.b/v/" + code + "#2-3", 2, 3},
          Row{"https://a.b/x/v/" + code + "#1-1", 1, 1}}) {
        const auto found = read_page_code(row.text);
        REQUIRE(found);
        CHECK(found->page == row.page);
        CHECK(found->pages == row.pages);
    }
    for (const std::string& text :
         {std::string{}, std::string{"https://a.b/v/"}, "https://a.b/w/" + code,
          "https://a.b/v/" + code + "#3-2", "https://a.b/v/" + code + "#0-2",
          "https://a.b/v/" + code + "#1-99", "https://a.b/v/" + code + "#x",
          "https://a.b/v/" + code.substr(1)}) {
        CAPTURE(text);
        CHECK_FALSE(read_page_code(text));
    }
}

TEST_CASE("a scanned page goes to its paper unless the paper cannot take it") {
    using enum DocumentState;
    struct Row {
        ScanFacts facts;
        std::string why;
        bool is_whole;
    };
    for (const Row& row : {
             Row{{true, made, 1, 1, {}}, "", true},
             Row{{true, handed_over, 1, 2, {}}, "", false},
             Row{{true, handed_over, 2, 2, {1}}, "", true},
             Row{{true, handed_over, 3, 3, {1}}, "", false},
             Row{{true, handed_over, 1, 2, {1}}, "documents.scan_page_twice", false},
             Row{{true, signed_by_person, 1, 1, {}}, "documents.scan_signed_already", true},
             Row{{true, superseded, 1, 1, {}}, "documents.scan_superseded", true},
             Row{{false, made, 1, 1, {}}, "documents.scan_not_ours", true},
         }) {
        CHECK(why_aside(row.facts) == row.why);
        CHECK(is_whole(row.facts) == row.is_whole);
    }
}

TEST_CASE("a page that is taken back leaves a signature on the screen alone") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto notice = make_scene_paper(app, DocumentKind::isolation_notice);  // Two pages.
        upload(app, {scans_of_paper(app, notice)[1]});
        app.run({.as = "worker_sun",
                 .post = path_of(notice) + "/handover",
                 .events = {"documents.handed_over"}});
        for (const char* signer : {"worker", "person"}) {
            app.run({.as = "worker_sun",
                     .post = path_of(notice) + "/signature",
                     .body = std::string{R"({"strokes":[[[10,10],[90,40],[50,80]]],"width":300,)"
                                         R"("height":100,"signer":")"} +
                             signer + "\"}",
                     .events = {"documents.signed"}});
        }
        const std::string pages =
            app.run({.as = "worker_sun", .get = "/api/documents/scan-pages?state=attached"});
        app.run({.as = "worker_sun",
                 .post = "/api/documents/scan-pages/" + member_of(pages, "id") + "/detachment",
                 .body = R"({"reason":"已在屏幕上签字","version":2})",
                 .has = {"\"state\":\"aside\""},
                 .events = {}});
        app.run({.as = "worker_sun",
                 .get = path_of(notice),
                 .has = {"\"state\":\"signed_by_person\"", "\"kept\":true"}});
    }
}

TEST_CASE("a file whose stack is read, or was never taken in, does not stay") {
    TestApp app;
    const std::string path = upload(app, {blank_page()});
    Services& services = app.program().services();
    const ScanBatchId read{*parse_uuid(path.substr(path.rfind('/') + 1))};
    const auto never = new_id<ScanBatchId>(app.clock().now());
    for (const ScanBatchId id : {read, never}) {
        REQUIRE(write_scan_file(services, id, "%PDF left over"));
    }
    app.clock().advance(std::chrono::hours{25});
    const auto arriving = new_id<ScanBatchId>(app.clock().now());
    REQUIRE(write_scan_file(services, arriving, "%PDF arriving"));
    app.settle();
    CHECK_FALSE(read_scan_file(services, read).value());
    CHECK_FALSE(read_scan_file(services, never).value());
    CHECK(read_scan_file(services, arriving).value());
}

TEST_CASE("a long Chinese file name is cut between two characters") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto stack = pdf_of_scans({blank_page()}, "stack");
        REQUIRE(stack);
        std::string name, coded;
        for (int i = 0; i < 70; ++i) {
            name += "签";
            coded += "%E7%AD%BE";
        }
        app.run({.as = "worker_sun",
                 .post = "/api/documents/scans?filename=" + coded,
                 .has = {"\"filename\":\"" + name.substr(0, 198) + "\""},
                 .upload = *stack});
    }
}

}  // namespace xiuhua::documents
