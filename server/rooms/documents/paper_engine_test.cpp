#include "rooms/documents/paper_engine.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "rooms/documents/paper_flow.hpp"
#include "rooms/documents/paper_text.hpp"
#include "rooms/documents/pdf_probe.hpp"
#include "rooms/documents/rules_scans.hpp"
#include "rooms/documents/templates.hpp"

namespace xiuhua::documents {
namespace {

Template form_of(DocumentKind kind) {
    for (const std::string_view text : builtin_templates()) {
        auto form = parse_template(text);
        REQUIRE(form);
        if (form->kind == kind) {
            return *form;
        }
    }
    FAIL("no template");
    return {};
}

PaperContent sample(const Template& form) {
    PaperContent content{
        .form = form,
        .fields = sample_fields(form),
        .office = "龙子湖街道办事处",
        .number = "龙子湖" + form.mark + "〔2020〕0007号",
        .made_at = office_instant(*parse_date("2020-03-02")),
        .verification_url = "https://xiuhua.example/v/7K3M9PQ2XW4T." + std::string(86, 'x'),
        .signatures = {},
        .seal = {.ring_text = "龙子湖街道办事处疫情防控指挥部", .png = {}}};
    for (const TemplateSlot& slot : form.slots) {
        content.signatures.push_back(
            {slot.signer,
             {.strokes = {{{10, 10}, {90, 40}, {50, 80}}, {{5, 5}}}, .width = 100, .height = 90},
             *parse_date("2020-03-02")});
    }
    return content;
}

}  // namespace

TEST_CASE("each of the six papers carries its fields, its fonts and its code") {
    CHECK(builtin_templates().size() == 6);
    for (const std::string_view text : builtin_templates()) {
        const auto form = parse_template(text);
        REQUIRE(form);
        CAPTURE(form->title);
        const PaperContent content = sample(*form);
        const auto paper = render_paper(content);
        REQUIRE(paper);
        const PdfProbe probe{*paper};
        const std::string seen = probe.text();
        for (const TemplateField& field : form->fields) {
            CAPTURE(field.name);
            if (field.format != FieldFormat::records) {
                CHECK(seen.find(PdfProbe::squeezed(printed_value(field, field.sample))) !=
                      std::string::npos);
            } else {
                CHECK(seen.find("轻微咽干") != std::string::npos);
            }
        }
        CHECK(seen.find(PdfProbe::squeezed(content.number)) != std::string::npos);
        std::istringstream fonts{probe.fonts()};
        int count = 0;
        for (std::string line; std::getline(fonts, line); ++count) {
            CHECK(line.find("yes yes yes") !=
                  std::string::npos);  // Embedded, subset, with its text.
            CHECK(line.find("Noto") != std::string::npos);
            CHECK(line.find("Type 3") == std::string::npos);
        }
        CHECK(count >= 3);
        for (int page = 1; page <= probe.pages(); ++page) {
            CHECK(probe.qr(page) == content.verification_url + page_mark(page, probe.pages()));
            CHECK(probe.page_text(page).find(fmt::format("第{}页/共{}页", page, probe.pages())) !=
                  std::string::npos);
        }
    }
}

TEST_CASE("the same content gives the same bytes, and one changed field does not") {
    PaperContent content = sample(form_of(DocumentKind::isolation_notice));
    const auto first = render_paper(content);
    REQUIRE(render_paper(sample(form_of(DocumentKind::status_report))));
    REQUIRE(first);
    CHECK(*render_paper(content) == *first);
    content.fields["name"] = "江望书";
    CHECK(*render_paper(content) != *first);
}

TEST_CASE("an empty optional field leaves a line to fill in by hand") {
    PaperContent content = sample(form_of(DocumentKind::isolation_notice));
    content.fields.erase("command_phone");
    const auto paper = render_paper(content);
    REQUIRE(paper);
    CHECK(PdfProbe{*paper}.text().find("指挥部电话＿＿＿＿＿＿昼夜") != std::string::npos);
}

TEST_CASE("a long table goes on on the next page with its titles, and nobody signs an empty page") {
    for (int days = 8; days <= 44; days += 4) {
        CAPTURE(days);
        PaperContent content = sample(form_of(DocumentKind::status_report));
        content.fields["records"].clear();
        for (int day = 1; day <= days; ++day) {
            content.fields["records"] +=
                fmt::format("第{}天\t36.5\t36.6\t无\t平稳\t自报\t本人\n", day);
        }
        const auto paper = render_paper(content);
        REQUIRE(paper);
        const PdfProbe probe{*paper};
        const int pages = probe.pages();
        const std::string last = probe.page_text(pages);
        CHECK(last.find("以上情况属实") != std::string::npos);
        CHECK(last.find("上报人") != std::string::npos);
        if (days == 44) {
            CHECK(pages >= 2);
            CHECK(probe.page_text(2).find("早体温") != std::string::npos);
        }
    }
}

TEST_CASE("a seal that is no picture is refused, not left out") {
    PaperContent content = sample(form_of(DocumentKind::release_notice));
    content.seal.png = "not a png";
    const auto paper = render_paper(content);
    REQUIRE(!paper);
    CHECK(paper.error().key == "documents.bad_seal");
}

TEST_CASE("pieces kept together turn the page together") {
    const auto piece = [](double height, Keep keep) {
        return Piece{.height = height, .space_before = 0, .keep = keep, .draw = {}, .head = {}};
    };
    const FlowArea area{.first_top = 20, .top = 0, .bottom = 100};
    const std::vector<Piece> pieces{piece(40, Keep::free), piece(20, Keep::with_next),
                                    piece(30, Keep::free), piece(70, Keep::free),
                                    piece(1, Keep::free)};
    const auto placed = flow(pieces, area);
    REQUIRE(placed.size() == 5);
    CHECK(placed[0].page == 0);
    CHECK(placed[0].top == 20);
    CHECK(placed[1].page == 1);  // 60 + 20 + 30 is over 100: both go on.
    CHECK(placed[2].page == 1);
    CHECK(placed[2].top == 20);
    CHECK(placed[3].page == 2);
    CHECK(placed[4].page == 2);
    // A chain that no page can hold is cut rather than lost.
    const auto long_chain = flow(std::vector<Piece>(5, piece(40, Keep::with_next)), area);
    CHECK(long_chain.size() == 5);
    CHECK(long_chain.back().page == 2);
}

TEST_CASE("a template that names what it does not have is refused, place by place") {
    const auto wrong = [](auto change) {
        Template form = form_of(DocumentKind::release_notice);
        change(form);
        const auto checked = check_template(form);
        return checked ? std::string{"ok"} : checked.error().fields.front().field;
    };
    CHECK(wrong([](Template&) {}) == "ok");
    CHECK(wrong([](Template& f) { f.lead[0] += "{nobody}"; }) == "lead[0]");
    CHECK(wrong([](Template& f) { f.rows[1].push_back("nobody"); }) == "rows[1]");
    CHECK(wrong([](Template& f) { f.sections[1].items[2] = "{x}"; }) == "sections[1].items[2]");
    CHECK(wrong([](Template& f) {
              f.fields.push_back({"extra", "多余"});
          }) ==
          fmt::format("fields[{}].name", form_of(DocumentKind::release_notice).fields.size()));
    CHECK(wrong([](Template& f) { f.fields.push_back(f.fields[0]); }) != "ok");
    CHECK(wrong([](Template& f) { f.mark.clear(); }) == "mark");
    CHECK(wrong([](Template& f) { f.slots.clear(); }) == "slots");
}

TEST_CASE("dates, choices and numerals stand as an office writes them") {
    CHECK(chinese_date(*parse_date("2020-03-02")) == "2020年3月2日");
    CHECK(chinese_numeral(3) == "三");
    CHECK(chinese_numeral(10) == "十");
    CHECK(chinese_numeral(12) == "十二");
    CHECK(chinese_numeral(40) == "四十");
    TemplateField field{.name = "a", .label = "b", .format = FieldFormat::choice};
    field.choices = {{"是", "否"}};
    CHECK(printed_value(field, "否") == "□是　■否");
    CHECK(printable("王\x01小\n明\x7f") == "王小 明");
    CHECK(record_rows("a\tb\tc\td\n\ne", 3) ==
          std::vector<std::vector<std::string>>{{"a", "b", "c"}, {"e", "", ""}});
}

}  // namespace xiuhua::documents
