// The words on the papers, in the office's own hands: written by one, approved by another, in force from a day.
#include <doctest/doctest.h>

#include "rooms/documents/actions_drafts.hpp"
#include "rooms/documents/paper_text.hpp"
#include "rooms/documents/pdf_probe.hpp"
#include "rooms/documents/rules_drafts.hpp"
#include "testkit/paper_scenes.hpp"

namespace xiuhua::documents {
namespace {

using testkit::TestApp;

Template first_of(DocumentKind kind) {
    for (const std::string_view text : builtin_templates()) {
        auto form = parse_template(text);
        REQUIRE(form);
        if (form->kind == kind) {
            return *form;
        }
    }
    return {};
}

std::string step(std::int64_t version, const std::string& note = "") {
    return fmt::format(R"({{"version":{},"note":"{}"}})", version, note);
}

std::string change(const Template& form, std::int64_t version) {
    return R"({"form":)" + json::write(form) + fmt::format(R"(,"version":{}}})", version);
}

std::string begin(TestApp& app) {
    const std::string view = app.run({.as = "lead_qian",
                                      .post = "/api/documents/template-drafts",
                                      .body = R"({"kind":"release_notice"})",
                                      .has = {"\"state\":\"drafting\"", "\"faults\":[]"},
                                      .events = {}});
    return "/api/documents/template-drafts/" + member_of(view, "id");
}

Template edited(std::string_view first_day) {
    Template form = first_of(DocumentKind::release_notice);
    form.valid_from = *parse_date(first_day);
    form.lead.push_back("**特别提醒**：{name}，请保持联系。");
    return form;
}

}  // namespace

TEST_CASE("a changed template is approved by a second person and is in force from its first day") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto before = make_scene_paper(app, DocumentKind::release_notice);
        const std::string path = begin(app);
        app.run({.as = "lead_qian",
                 .put = path,
                 .body = change(edited("2026-03-05"), 1),
                 .has = {"特别提醒", "\"version\":2"},
                 .events = {}});
        app.run({.as = "lead_qian",
                 .put = path,
                 .body = change(edited("2026-03-06"), 1),
                 .status = 409});
        app.run({.as = "lead_qian",
                 .post = path + "/submission",
                 .body = step(2),
                 .has = {"\"state\":\"submitted\""},
                 .events = {}});
        app.run({.as = "lead_qian", .post = path + "/approval", .body = step(3), .status = 403});
        app.run({.as = "reviewer_zhou", .post = path + "/refusal", .body = step(3), .status = 400});
        app.run({.as = "reviewer_zhou",
                 .post = path + "/approval",
                 .body = step(3, "同意"),
                 .has = {"\"state\":\"approved\"", "\"became\":2"},
                 .events = {}});
        app.run(
            {.as = "reviewer_zhou", .post = path + "/approval", .body = step(4), .status = 409});
        app.run({.as = "worker_sun",
                 .get = "/api/documents/templates/release_notice",
                 .has = {"\"version\":1"},
                 .lacks = {"特别提醒"}});
        const auto today = make_scene_paper(app, DocumentKind::release_notice, "江小明");
        CHECK(today.template_version == 1);
        app.clock().advance(std::chrono::hours{24 * 4});
        const auto later = make_scene_paper(app, DocumentKind::release_notice, "江小明");
        CHECK(later.template_version == 2);
        const auto text = [&](const DocumentBrief& paper) {
            const PdfProbe probe{app.run(
                {.as = "worker_sun", .get = "/api/documents/" + to_text(paper.id) + "/paper.pdf"})};
            return probe.text();
        };
        CHECK(text(later).find("特别提醒") != std::string::npos);
        CHECK(text(later).find("**") == std::string::npos);
        CHECK(text(before).find("特别提醒") == std::string::npos);  // A made paper keeps its words.
    }
}

TEST_CASE("what a paper must say cannot be written away, and nobody approves one's own words") {
    TestApp app;
    const std::string path = begin(app);
    Template bad = edited("2026-03-05");
    bad.lead = {"{unknown}"};
    bad.rows.clear();
    app.run({.as = "lead_qian",
             .put = path,
             .body = change(bad, 1),  // Kept all the same.
             .has = {"documents.no_such_field", "documents.field_not_printed", "\"version\":2"},
             .events = {}});
    app.run({.as = "lead_qian",
             .post = path + "/submission",
             .body = step(2),
             .status = 400,
             .has = {"documents.bad_template"}});
    app.run({.as = "lead_qian",
             .put = path,
             .body = change(edited("2026-03-02"), 2),
             .has = {"documents.first_day_passed"},
             .events = {}});
    // The command post may do both, but not with its own draft.
    const std::string own = "/api/documents/template-drafts/" +
                            member_of(app.run({.as = "command_zhao",
                                               .post = "/api/documents/template-drafts",
                                               .body = R"({"kind":"release_notice"})",
                                               .events = {}}),
                                      "id");
    app.run({.as = "command_zhao", .post = own + "/submission", .body = step(1), .events = {}});
    app.run({.as = "command_zhao",
             .post = own + "/approval",
             .body = step(2),
             .status = 403,
             .has = {"documents.own_draft"}});
    app.run({.as = "reviewer_zhou",
             .post = own + "/refusal",
             .body = step(2, "请写明电话"),
             .has = {"\"state\":\"refused\"", "请写明电话"},
             .events = {}});
    app.run({.as = "command_zhao",
             .post = own + "/withdrawal",
             .body = step(3),
             .has = {"\"state\":\"withdrawn\""},
             .events = {}});
    app.run({.as = "command_zhao", .post = own + "/withdrawal", .body = step(4), .status = 409});
}

TEST_CASE("the preview is the real paper, with the samples of its fields") {
    TestApp app;
    const std::string body = R"({"form":)" + json::write(edited("2026-03-05")) + "}";
    const PdfProbe probe{app.run({.as = "lead_qian",
                                  .post = "/api/documents/template-drafts/preview",
                                  .body = body,
                                  .events = {}})};
    CHECK(probe.text().find("特别提醒") != std::string::npos);
    Template bad = edited("2026-03-05");
    bad.lead.push_back("{nobody}");
    app.run({.as = "lead_qian",
             .post = "/api/documents/template-drafts/preview",
             .body = R"({"form":)" + json::write(bad) + "}",
             .status = 400,
             .has = {"documents.no_such_field"}});
}

// By each role: GET and POST /api/documents/template-drafts, GET and PUT /api/documents/template-drafts/{id},
// POST /api/documents/template-drafts/preview, POST /api/documents/template-drafts/{id}/submission,
// POST /api/documents/template-drafts/{id}/withdrawal, POST /api/documents/template-drafts/{id}/approval,
// POST /api/documents/template-drafts/{id}/refusal.
TEST_CASE("drafts are for those who write and approve the office's words") {
    TestApp app;
    const std::string path = begin(app);
    const std::string body = change(edited("2026-03-05"), 1);
    for (const std::string login : {"checkpoint_wu", "supply_zheng", "counsellor_wang",
                                    "medic_feng", "enterprise_han", "site_chu", "resident_jiang"}) {
        CAPTURE(login);
        app.run({.as = login, .get = "/api/documents/template-drafts", .status = 403});
        app.run({.as = login, .get = path, .status = 403, .lacks = {"钱"}});
        app.run({.as = login,
                 .post = "/api/documents/template-drafts/preview",
                 .body = "{}",
                 .status = 403});
    }
    for (const std::string login :
         {"worker_sun", "reviewer_zhou", "auditor_wei", "resident_jiang", "medic_feng"}) {
        CAPTURE(login);
        app.run({.as = login,
                 .post = "/api/documents/template-drafts",
                 .body = R"({"kind":"release_notice"})",
                 .status = 403});
        app.run({.as = login, .put = path, .body = body, .status = 403});
        app.run({.as = login, .post = path + "/submission", .body = step(1), .status = 403});
        app.run({.as = login, .post = path + "/withdrawal", .body = step(1), .status = 403});
    }
    for (const std::string login : {"worker_sun", "lead_qian", "admin_chen", "auditor_wei"}) {
        CAPTURE(login);
        app.run({.as = login, .post = path + "/approval", .body = step(1), .status = 403});
        app.run({.as = login, .post = path + "/refusal", .body = step(1, "x"), .status = 403});
    }
    app.run({.as = "admin_chen",
             .put = path,
             .body = body,
             .status = 403,
             .has = {"documents.not_the_author"}});
    app.run({.as = "worker_sun", .get = path, .has = {"\"may_change\":false"}});
}

TEST_CASE("a draft's faults are named by their place, on both sides of every rule") {
    const Template first = first_of(DocumentKind::release_notice);
    CHECK(faults_of_draft(first, first).empty());
    const auto has = [&](const Template& draft, std::string_view key) {
        const auto faults = faults_of_draft(draft, first);
        return std::any_of(faults.begin(), faults.end(),
                           [&](const FieldError& fault) { return fault.key == key; });
    };
    Template draft = first;
    draft.lead.push_back(std::string(draft_sentence_bytes_max, 'x'));
    CHECK_FALSE(has(draft, "documents.too_long"));
    draft.lead.back() += 'x';
    CHECK(has(draft, "documents.too_long"));
    draft = first;
    draft.fields.push_back(
        {.name = "line_1", .label = "陪护人", .need = FieldNeed::optional, .sample = ""});
    draft.rows.push_back({"line_1"});
    CHECK(faults_of_draft(draft, first).empty());
    draft.fields.back().need = FieldNeed::filled;
    CHECK(has(draft, "documents.must_be_optional"));
    draft = first;
    draft.kind = DocumentKind::status_report;
    CHECK(has(draft, "documents.other_kind"));
    draft = first;
    std::erase_if(draft.fields, [](const auto& field) { return field.need == FieldNeed::filled; });
    CHECK(has(draft, "documents.must_state"));
    const Date today = *parse_date("2026-03-02");
    CHECK_FALSE(is_first_day_fair(today, today));
    CHECK(is_first_day_fair(today + std::chrono::days{1}, today));
}

TEST_CASE("bold words stand between two stars, across fields too") {
    const Template form = first_of(DocumentKind::release_notice);
    const auto runs = fill(form, {{"name", "何佳"}}, "甲**乙{name}丙**丁");
    REQUIRE(runs.size() == 5);
    CHECK_FALSE(runs[0].strong);
    CHECK(runs[1].strong);
    CHECK((runs[2].strong && runs[2].filled));
    CHECK(runs[3].strong);
    CHECK_FALSE(runs[4].strong);
    CHECK(joined(runs) == "甲乙何佳丙丁");
    CHECK(joined(fill(form, {}, "**没有完")) == "没有完");
}

}  // namespace xiuhua::documents
