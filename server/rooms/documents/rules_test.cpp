#include "rooms/documents/rules.hpp"

#include <doctest/doctest.h>

#include "rooms/documents/paper_engine.hpp"
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

template <typename T>
std::string outcome(const Result<T>& result) {
    return result ? "ok" : result.error().key + " " + result.error().field;
}

PersonId person_numbered(std::uint8_t number) {
    PersonId id;
    id.value.bytes[15] = number;
    return id;
}

}  // namespace

TEST_CASE(
    "a paper is not made without what its template needs, nor with a value that cannot be "
    "printed") {
    const Template form = form_of(DocumentKind::installation_receipt);
    const auto with = [&](const std::string& field, const std::string& value) {
        Fields fields = sample_fields(form);
        fields[field] = value;
        return outcome(accept_fields(form, fields));
    };
    CHECK(with("name", "江望舒") == "ok");
    CHECK(with("name", "") == "documents.field_missing name");
    CHECK(with("name", " \t") == "documents.field_missing name");
    CHECK(with("phone", "") == "ok");  // A child has none; a line is left.
    CHECK(with("installed_on", "2020-02-29") == "ok");
    CHECK(with("installed_on", "2020-02-30") == "documents.bad_date installed_on");
    CHECK(with("install_result", "已安装") == "ok");
    CHECK(with("install_result", "也许") == "documents.bad_choice install_result");
    CHECK(with("address", std::string(field_length_max, 'a')) == "ok");
    CHECK(with("address", std::string(field_length_max + 1, 'a')) ==
          "documents.field_too_long address");
    Fields fields = sample_fields(form);
    fields["diagnosis"] = "not asked for";
    const auto accepted = accept_fields(form, fields);
    REQUIRE(accepted);
    CHECK(!accepted->contains("diagnosis"));  // What is not printed is not stored.
}

TEST_CASE("numbers stand as offices write them, by kind and year") {
    CHECK(paper_number("龙子湖街道办事处", "隔告", 2026, 1) == "龙子湖隔告〔2026〕0001号");
    CHECK(paper_number("龙子湖街道办事处", "隔告", 2026, 9999) == "龙子湖隔告〔2026〕9999号");
    CHECK(paper_number("龙子湖街道办事处", "解隔", 2027, 10000) == "龙子湖解隔〔2027〕10000号");
    CHECK(office_short_name("某某镇人民政府") == "某某");
    CHECK(office_short_name("街道办事处") == "街道");
    CHECK(seal_text("龙子湖街道办事处") == "龙子湖街道办事处疫情防控指挥部");
}

TEST_CASE("a code in the address bar has exactly its form, or it is nobody's") {
    const std::string signature(86, 'x');
    CHECK(split_code("7K3M9PQ2XW4T." + signature).code == "7K3M9PQ2XW4T");
    CHECK(split_code("7K3M9PQ2XW4T." + signature).signature == signature);
    for (const std::string& text :
         {std::string{}, std::string{"7K3M9PQ2XW4T"}, "7K3M9PQ2XW4." + signature,
          "7K3M9PQ2XW4TT." + signature, "7K3M9PQ2XW4T." + signature + "x",
          "7K3M9PQ2XW4T." + signature.substr(1)}) {
        CHECK(split_code(text).code.empty());
    }
    Uuid random;
    random.bytes.fill(0xFF);
    CHECK(short_code(random) == "ZZZZZZZZZZZZ");
    CHECK(short_code(Uuid{}) == "000000000000");
}

TEST_CASE("what the code vouches for changes with each of its parts") {
    const Date day = *parse_date("2026-03-02");
    const std::string base = vouched_text("A", DocumentKind::release_notice, "一号", day, "digest");
    CHECK(vouched_text("B", DocumentKind::release_notice, "一号", day, "digest") != base);
    CHECK(vouched_text("A", DocumentKind::status_report, "一号", day, "digest") != base);
    CHECK(vouched_text("A", DocumentKind::release_notice, "二号", day, "digest") != base);
    CHECK(vouched_text("A", DocumentKind::release_notice, "一号", day + std::chrono::days{1},
                       "digest") != base);
    CHECK(vouched_text("A", DocumentKind::release_notice, "一号", day, "other") != base);
}

TEST_CASE("a signature is drawn inside its field, and is neither nothing nor a novel") {
    const auto drawn = [](std::vector<std::vector<std::vector<double>>> strokes, double width = 100,
                          double height = 50) {
        return outcome(check_drawing({std::move(strokes), width, height}));
    };
    CHECK(drawn({{{0, 0}, {100, 50}}}) == "ok");
    CHECK(drawn({{{0, 0}, {101, 50}}}) == "documents.bad_drawing strokes");
    CHECK(drawn({{{0, -1}, {1, 1}}}) == "documents.bad_drawing strokes");
    CHECK(drawn({{{1}, {1, 1}}}) == "documents.bad_drawing strokes");
    CHECK(drawn({{{1, 1, 1}, {1, 1}}}) == "documents.bad_drawing strokes");
    CHECK(drawn({}) == "documents.empty_drawing strokes");
    CHECK(drawn({{{1, 1}}}) == "documents.empty_drawing strokes");
    CHECK(drawn({{{1, 1}, {2, 2}}}, 0) == "documents.bad_drawing width");
    CHECK(drawn({{{1, 1}, {2, 2}}}, 20'000) == "documents.bad_drawing width");
    const std::vector<std::vector<double>> stroke{{1, 1}, {2, 2}};
    CHECK(drawn(std::vector(strokes_max, stroke)) == "ok");
    CHECK(drawn(std::vector(strokes_max + 1, stroke)) == "documents.bad_drawing strokes");
    CHECK(drawn({std::vector<std::vector<double>>(points_max, {1, 1})}) == "ok");
    CHECK(drawn({std::vector<std::vector<double>>(points_max + 1, {1, 1})}) ==
          "documents.bad_drawing strokes");
}

TEST_CASE("the person signs, or the guardian of a child; the worker attends; nobody signs twice") {
    const PersonId child = person_numbered(1), mother = person_numbered(2);
    struct Row {
        DocumentState state;
        std::vector<Signer> present;
        std::optional<int> age;
        std::optional<PersonId> guardian;
        Signer signer;
        std::string outcome;
    };
    using enum Signer;
    const auto made = DocumentState::made;
    const Row rows[] = {
        {made, {}, 36, {}, person, "ok"},
        {DocumentState::handed_over, {}, 36, {}, person, "ok"},
        {DocumentState::superseded, {}, 36, {}, person, "documents.superseded "},
        {DocumentState::signed_by_person, {person}, 36, {}, person, "documents.already_signed "},
        {DocumentState::signed_by_person, {person}, 36, {}, worker, "documents.already_signed "},
        {made, {worker}, 36, {}, worker, "documents.already_signed "},
        {made, {worker}, 36, {}, person, "ok"},
        {made, {}, 13, mother, person, "documents.guardian_must_sign signer"},
        {made, {}, 14, mother, person, "ok"},
        {made, {}, 14, mother, guardian, "ok"},
        {made, {}, 13, mother, guardian, "ok"},
        {made, {}, 13, {}, guardian, "ok"},  // Not in the register, but at the door.
        {made, {}, 14, {}, guardian, "documents.no_guardian signer"},
        {made, {}, {}, {}, guardian, "documents.no_guardian signer"},
        {made, {}, {}, {}, person, "ok"},
    };
    const Template form = form_of(DocumentKind::isolation_notice);
    Viewer tablet;
    tablet.roles = {Role::grid_worker};
    for (const Row& row : rows) {
        const SigningFacts facts{row.state, row.present, row.age, child, row.guardian};
        CAPTURE(static_cast<int>(row.signer));
        CHECK(outcome(decide_signature(form, facts, row.signer, tablet)) == row.outcome);
    }
    const SigningFacts facts{made, {}, 36, child, {}};
    CHECK(decide_signature(form, facts, worker, tablet).value() == Outcome::attended);
    CHECK(decide_signature(form, facts, person, tablet).value() == Outcome::closed);
    const Template report = form_of(DocumentKind::status_report);
    CHECK(decide_signature(report, facts, worker, tablet).value() == Outcome::closed);
    CHECK(outcome(decide_signature(report, facts, person, tablet)) ==
          "documents.no_such_slot signer");
}

TEST_CASE(
    "a resident signs for oneself and one's ward, never for another and never as the worker") {
    const PersonId child = person_numbered(1), mother = person_numbered(2);
    const Template form = form_of(DocumentKind::isolation_notice);
    const auto signs = [&](PersonId who, Signer signer, int age) {
        Viewer viewer;
        viewer.roles = {Role::resident};
        viewer.person = who;
        return outcome(decide_signature(form, {DocumentState::handed_over, {}, age, child, mother},
                                        signer, viewer));
    };
    const std::string refused = "documents.not_the_signer signer";
    CHECK(signs(child, Signer::person, 15) == "ok");
    CHECK(signs(child, Signer::person, 13) == "documents.guardian_must_sign signer");
    CHECK(signs(mother, Signer::guardian, 13) == "ok");
    CHECK(signs(mother, Signer::person, 15) == refused);
    CHECK(signs(child, Signer::guardian, 13) == refused);
    CHECK(signs(mother, Signer::worker, 13) == refused);
    CHECK(signs(person_numbered(3), Signer::person, 40) == refused);
    CHECK(signs(PersonId{}, Signer::person, 40) == refused);
}

TEST_CASE("a paper is handed over once") {
    CHECK(outcome(decide_handover(DocumentState::made)) == "ok");
    CHECK(outcome(decide_handover(DocumentState::handed_over)) == "documents.already_handed_over ");
    CHECK(outcome(decide_handover(DocumentState::signed_by_person)) ==
          "documents.already_handed_over ");
    CHECK(outcome(decide_handover(DocumentState::superseded)) == "documents.superseded ");
}

TEST_CASE("full years are counted to the day") {
    const Date birth = *parse_date("2012-02-29");
    CHECK(age_on(birth, *parse_date("2026-02-28")) == 13);
    CHECK(age_on(birth, *parse_date("2026-03-01")) == 14);
    CHECK(age_on(birth, birth) == 0);
}

}  // namespace xiuhua::documents
