// The room as its people meet it: who may see, print, hand over and sign which paper, on both databases.
#include <doctest/doctest.h>

#include <fstream>

#include "platform/audit/audit.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/paper_engine.hpp"
#include "rooms/documents/pdf_probe.hpp"
#include "rooms/documents/templates.hpp"
#include "rooms/registry/public.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::documents {
namespace {

using testkit::TestApp;

constexpr std::string_view identity_number = "999999197506301239";
const std::vector<std::string> never{std::string{identity_number}, "13800000777", "502室",
                                     "外地归来"};

std::string drawing(std::string_view signer, int height = 100) {
    return fmt::format(R"({{"strokes":[[[10,10],[90,40],[50,80]],[[5,5],[6,6]]],"width":300,)"
                       R"("height":{},"signer":"{}"}})",
                       height, signer);
}

Fields fields_for(DocumentKind kind) {
    for (const std::string_view text : builtin_templates()) {
        const auto form = parse_template(text);
        REQUIRE(form);
        if (form->kind == kind) {
            Fields fields = sample_fields(*form);
            fields["phone"] = "13800000777";
            fields["identity_number"] = std::string{identity_number};
            fields["reason"] = "外地归来";
            return fields;
        }
    }
    return {};
}

// A paper of 何佳's (姚桥, grid 1) or another's, of an order that need not exist here.
DocumentBrief make(TestApp& app, DocumentKind kind, std::string_view name = "何佳",
                   std::string_view area = "41010501400100101002") {
    const PersonId person = app.world().person(name);
    OrderId order;
    order.value = person.value;
    const auto made = app.act("worker_sun", [&](Context& context) {
        return make_paper(context, {.kind = kind,
                                    .order = order,
                                    .person = person,
                                    .area_code = std::string{area},
                                    .fields = fields_for(kind)});
    });
    REQUIRE_MESSAGE(made, (made ? "" : made.error().key + " " + made.error().detail));
    return *made;
}

std::string path_of(const DocumentBrief& paper) {
    return "/api/documents/" + to_text(paper.id);
}

std::string code_of(const std::string& url) {
    return url.substr(url.rfind('/') + 1);
}

}  // namespace

TEST_CASE("a paper goes from made to handed over to signed, and then never changes") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const DocumentBrief paper = make(app, DocumentKind::isolation_notice);
        CHECK(paper.number == "龙子湖隔告〔2026〕0001号");
        const std::string path = path_of(paper);
        app.run({.as = "worker_sun",
                 .get = path,
                 .has = {"\"state\":\"made\"", "何佳", "姚桥社区", "\"next_step\":\"hand_over\""},
                 .lacks = never});
        const std::string before = app.run({.as = "worker_sun", .get = path + "/paper.pdf"});
        app.run({.as = "worker_sun",
                 .post = path + "/handover",
                 .has = {"\"state\":\"handed_over\"", "\"next_step\":\"sign\""},
                 .lacks = never,
                 .events = {"documents.handed_over"}});
        app.run({.as = "worker_sun",
                 .post = path + "/handover",
                 .status = 409,
                 .has = {"documents.already_handed_over"}});
        app.run({.as = "worker_sun",
                 .post = path + "/signature",
                 .body = drawing("worker"),
                 .has = {"\"state\":\"handed_over\""},
                 .events = {"documents.signed"}});
        app.run({.as = "worker_sun",
                 .post = path + "/signature",
                 .body = drawing("person"),
                 .has = {"\"state\":\"signed_by_person\"", "\"kept\":true", "\"may_sign\":[]"},
                 .lacks = never,
                 .events = {"documents.signed"}});
        const std::string kept = app.run({.as = "worker_sun", .get = path + "/paper.pdf"});
        CHECK(kept != before);
        // A lost answer: the same drawing again is the same answer, and nothing more happens.
        app.run({.as = "worker_sun",
                 .post = path + "/signature",
                 .body = drawing("person"),
                 .has = {"\"state\":\"signed_by_person\""},
                 .events = {}});
        app.run({.as = "worker_sun",
                 .post = path + "/signature",
                 .body = drawing("person", 99),
                 .status = 409,
                 .has = {"documents.already_signed"}});
        app.clock().advance(std::chrono::hours{24 * 40});
        CHECK(app.run({.as = "worker_sun", .get = path + "/paper.pdf"}) == kept);
        const PdfProbe probe{kept};
        const std::string seen = probe.text();
        CHECK(seen.find(identity_number) != std::string::npos);
        CHECK(seen.find("龙子湖隔告〔2026〕0001号") != std::string::npos);
    }
}

TEST_CASE("the code on the paper is verified by anyone, and a changed one is not") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const DocumentBrief paper = make(app, DocumentKind::release_notice);
        const std::string pdf = app.run({.as = "worker_sun", .get = path_of(paper) + "/paper.pdf"});
        const PdfProbe probe{pdf};
        const std::string code = code_of(probe.qr(1));
        REQUIRE(code.size() == 12 + 1 + 86);
        std::vector<std::string> lacks = never;
        lacks.insert(lacks.end(), {"何佳", "姚桥", to_text(paper.person), to_text(paper.order)});
        app.run({.get = "/api/documents/verification/" + code,
                 .has = {"\"genuine\":true", "release_notice", "龙子湖解隔〔2026〕0001号",
                         "2026-03-02"},
                 .lacks = lacks});
        app.run({.get = "/v/" + code,
                 .has = {"解除隔离通知单", "龙子湖解隔〔2026〕0001号", "2026年3月2日", "genuine"},
                 .lacks = lacks});
        lacks.insert(lacks.end(), {"龙子湖解隔", "2026-03-02"});
        for (std::size_t at : {0u, 11u, 13u, 50u, 90u}) {
            std::string forged = code;
            forged[at] = forged[at] == 'A' ? 'B' : 'A';
            CAPTURE(at);
            app.run({.get = "/api/documents/verification/" + forged,
                     .has = {"\"genuine\":false", "\"number\":null"},
                     .lacks = lacks});
            app.run({.get = "/v/" + forged, .has = {"not genuine"}, .lacks = lacks});
        }
        app.run({.get = "/v/" + code.substr(0, 12), .has = {"not genuine"}, .lacks = lacks});
        // Another paper's signature under this paper's code.
        const DocumentBrief other = make(app, DocumentKind::status_report);
        const PdfProbe other_probe{
            app.run({.as = "worker_sun", .get = path_of(other) + "/paper.pdf"})};
        const std::string other_code = code_of(other_probe.qr(1));
        app.run({.get = "/api/documents/verification/" + code.substr(0, 13) + other_code.substr(13),
                 .has = {"\"genuine\":false"}});
    }
}

TEST_CASE("a paper whose number was changed in the database does not verify") {
    TestApp app;
    const DocumentBrief paper = make(app, DocumentKind::release_notice);
    const PdfProbe probe{app.run({.as = "worker_sun", .get = path_of(paper) + "/paper.pdf"})};
    const std::string code = code_of(probe.qr(1));
    constexpr Query tamper{"test.tamper",
                           "UPDATE documents_document SET number = 'x' WHERE id = ?1"};
    REQUIRE(app.db().write([&](Tx& tx) { return tx.exec(tamper, paper.id); }));
    app.run({.get = "/api/documents/verification/" + code, .has = {"\"genuine\":false"}});
}

// By each role: GET /api/documents, GET /api/documents/{id}, GET /api/documents/{id}/paper.pdf,
// POST /api/documents/{id}/handover, POST /api/documents/{id}/signature, and the templates.
TEST_CASE("each role sees of a paper what its work needs, and no more") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const DocumentBrief paper = make(app, DocumentKind::isolation_commitment);
        const std::string path = path_of(paper);
        const std::string title = "居民隔离观察承诺书";
        for (const std::string login :
             {"command_zhao", "lead_qian", "worker_sun", "reviewer_zhou", "auditor_wei"}) {
            CAPTURE(login);
            app.run({.as = login, .get = "/api/documents", .has = {title, "何佳"}, .lacks = never});
            app.run({.as = login, .get = path, .has = {title}, .lacks = never});
            app.run({.as = login, .get = "/api/documents/templates", .has = {"in_force"}});
            app.run({.as = login,
                     .get = "/api/documents/templates/release_notice",
                     .has = {"解除隔离通知单"}});
        }
        for (const std::string login :
             {"admin_chen", "checkpoint_wu", "supply_zheng", "counsellor_wang", "medic_feng",
              "enterprise_han", "site_chu"}) {
            CAPTURE(login);
            app.run({.as = login, .get = "/api/documents", .status = 403, .lacks = {"何佳"}});
            app.run({.as = login, .get = path, .status = 403, .lacks = {"何佳", title}});
            app.run({.as = login, .get = path + "/paper.pdf", .status = 403, .lacks = never});
            app.run({.as = login, .post = path + "/handover", .status = 403});
            app.run({.as = login,
                     .post = path + "/signature",
                     .body = drawing("person"),
                     .status = 403});
        }
        // The auditor sees that it is there, not what stands on it; the reviewer reads, and does not sign.
        app.run({.as = "auditor_wei", .get = path + "/paper.pdf", .status = 403, .lacks = never});
        app.run({.as = "reviewer_zhou", .get = path + "/paper.pdf", .has = {"%PDF"}});
        app.run({.as = "reviewer_zhou",
                 .post = path + "/signature",
                 .body = drawing("person"),
                 .status = 403});
        app.run({.as = "admin_chen", .get = "/api/documents/templates", .has = {title}});
        app.run({.get = "/api/documents", .status = 401, .lacks = {"何佳"}});
        app.run({.get = path + "/paper.pdf", .status = 401, .lacks = never});
    }
}

TEST_CASE("another community's paper looks as if it were not there") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const DocumentBrief paper = make(app, DocumentKind::isolation_notice);
        const std::string path = path_of(paper);
        app.run({.as = "worker_li",
                 .get = "/api/documents",
                 .has = {"\"items\":[]"},
                 .lacks = {"何佳", "隔告"}});
        app.run({.as = "worker_li", .get = path, .status = 404, .lacks = {"何佳"}});
        app.run({.as = "worker_li", .get = path + "/paper.pdf", .status = 404, .lacks = never});
        app.run({.as = "worker_li", .post = path + "/handover", .status = 404});
        app.run({.as = "worker_li",
                 .post = path + "/signature",
                 .body = drawing("person"),
                 .status = 404});
    }
}

TEST_CASE("a resident reads and signs one's own papers and one's child's, and nobody else's") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const std::string home = "41010501400100101001";
        const DocumentBrief own = make(app, DocumentKind::isolation_commitment, "江小明", home);
        const DocumentBrief child = make(app, DocumentKind::isolation_commitment, "江一一", home);
        const DocumentBrief neighbour = make(app, DocumentKind::isolation_commitment);
        app.run({.as = "resident_jiang",
                 .get = "/api/documents",
                 .has = {"江小明", "江一一"},
                 .lacks = {"何佳", to_text(neighbour.id)}});
        app.run({.as = "resident_jiang", .get = path_of(own) + "/paper.pdf", .has = {"%PDF"}});
        app.run(
            {.as = "resident_jiang", .get = path_of(neighbour), .status = 404, .lacks = {"何佳"}});
        app.run({.as = "resident_jiang",
                 .get = path_of(neighbour) + "/paper.pdf",
                 .status = 404,
                 .lacks = never});
        app.run({.as = "resident_jiang",
                 .post = path_of(neighbour) + "/signature",
                 .body = drawing("person"),
                 .status = 404});
        app.run({.as = "resident_jiang", .post = path_of(own) + "/handover", .status = 403});
        app.run({.as = "resident_jiang",
                 .post = path_of(own) + "/signature",
                 .body = drawing("worker"),
                 .status = 403,
                 .has = {"documents.not_the_signer"}});
        app.run({.as = "resident_jiang",
                 .post = path_of(own) + "/signature",
                 .body = drawing("person"),
                 .has = {"signed_by_person"},
                 .events = {"documents.signed"}});
        app.run({.as = "resident_jiang",
                 .post = path_of(child) + "/signature",
                 .body = drawing("person"),
                 .status = 403,
                 .has = {"documents.not_the_signer"}});
        app.run({.as = "resident_jiang",
                 .post = path_of(child) + "/signature",
                 .body = drawing("guardian"),
                 .has = {"signed_by_person", "\"signed_as\":\"guardian\""},
                 .events = {"documents.signed"}});
        const PdfProbe probe{
            app.run({.as = "resident_jiang", .get = path_of(child) + "/paper.pdf"})};
        CHECK(probe.text().find("监护人代签") != std::string::npos);
    }
}

TEST_CASE("a new paper of the same kind replaces the old one; a daily report does not") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const DocumentBrief first = make(app, DocumentKind::isolation_notice);
        app.run({.as = "worker_sun",
                 .post = path_of(first) + "/signature",
                 .body = drawing("person"),
                 .events = {"documents.signed"}});
        const std::string kept =
            app.run({.as = "worker_sun", .get = path_of(first) + "/paper.pdf"});
        const DocumentBrief second = make(app, DocumentKind::isolation_notice);
        CHECK(second.number == "龙子湖隔告〔2026〕0002号");
        app.run({.as = "worker_sun",
                 .get = path_of(first),
                 .has = {"\"state\":\"superseded\"", to_text(second.id)}});
        CHECK(app.run({.as = "worker_sun", .get = path_of(first) + "/paper.pdf"}) == kept);
        make(app, DocumentKind::status_report);
        make(app, DocumentKind::status_report);
        app.run({.as = "worker_sun",
                 .get = "/api/documents?kind=status_report&state=made",
                 .has = {"隔报〔2026〕0001号", "隔报〔2026〕0002号"}});
        const auto all = app.db().read([&](Tx& tx) { return papers_of_order(tx, first.order); });
        REQUIRE(all);
        CHECK(all->size() == 4);
        // Paging: one at a time, newest first, each once.
        std::string seen, after;
        for (int page = 0; page < 4; ++page) {
            const std::string body =
                app.run({.as = "worker_sun", .get = "/api/documents?limit=1&after=" + after});
            const auto at = body.find("\"next\":\"");
            after = body.substr(at + 8, body.find('"', at + 8) - at - 8);
            seen += body;
            CHECK(after.empty() == (page == 3));
        }
        for (const DocumentBrief& brief : *all) {
            CHECK(seen.find(brief.number) == seen.rfind(brief.number));
            CHECK(seen.find(brief.number) != std::string::npos);
        }
    }
}

TEST_CASE("numbers begin anew each office year, and a paper lacking a field takes none") {
    TestApp app;
    app.clock().set(office_instant(*parse_date("2026-12-31"), std::chrono::minutes{23 * 60 + 59}));
    CHECK(make(app, DocumentKind::status_report).number == "龙子湖隔报〔2026〕0001号");
    const auto refused = app.act("worker_sun", [&](Context& context) {
        Fields fields = fields_for(DocumentKind::status_report);
        fields.erase("worker_name");
        return make_paper(context, {.kind = DocumentKind::status_report,
                                    .order = {},
                                    .person = app.world().person("何佳"),
                                    .area_code = "410105014001",
                                    .fields = fields});
    });
    REQUIRE(!refused);
    CHECK(refused.error().key == "documents.field_missing");
    CHECK(refused.error().field == "worker_name");
    CHECK(make(app, DocumentKind::status_report).number == "龙子湖隔报〔2026〕0002号");
    app.clock().advance(std::chrono::minutes{1});
    CHECK(make(app, DocumentKind::status_report).number == "龙子湖隔报〔2027〕0001号");
}

TEST_CASE(
    "opening a paper is written down with the person, and nothing on it lies open in the "
    "database") {
    TestApp app;
    const DocumentBrief paper = make(app, DocumentKind::isolation_notice);
    app.run({.as = "worker_sun", .get = path_of(paper) + "/paper.pdf"});
    app.run({.as = "worker_sun",
             .post = path_of(paper) + "/signature",
             .body = drawing("person"),
             .events = {"documents.signed"}});
    app.settle();
    const auto records = app.db().read([&](Tx& tx) {
        return audit::list(tx, {.person = paper.person, .action = "documents.print"});
    });
    REQUIRE(records);
    REQUIRE(records->size() == 1);
    CHECK(records->front().subject == to_text(paper.id));
    for (const auto& entry :
         std::filesystem::directory_iterator(app.program().services().config.data)) {
        if (!entry.is_regular_file()) {
            continue;
        }
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
        for (const std::string& secret : {std::string{identity_number}, std::string{"13800000777"},
                                          std::string{"%PDF"}, std::string{"外地归来"}}) {
            CAPTURE(entry.path());
            CHECK(bytes.find(secret) == std::string::npos);
        }
    }
}

}  // namespace xiuhua::documents
