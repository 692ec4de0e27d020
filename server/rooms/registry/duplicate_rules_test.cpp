// Which records are one person, and what one record of two says.
#include <doctest/doctest.h>

#include "rooms/registry/rules_duplicate.hpp"

namespace xiuhua::registry {
namespace {

HouseholdId household(int number) {
    HouseholdId id;
    id.value.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
}

LikePerson wang() {
    LikePerson person;
    person.facts.name = "王微";
    person.facts.sex = Sex::female;
    person.facts.birth_date = parse_date("1985-04-12");
    person.facts.secrets.phone = "13800000101";
    person.pinyin = "wangwei";
    person.household = household(1);
    person.area_code = "41010501400100101003010101";
    return person;
}

struct Row {
    const char* says;
    void (*change)(LikePerson& other);
    const char* level;  // "" when they are two people.
};

}  // namespace

TEST_CASE("who is one person: numbers decide, contradictions forbid, the rest adds up") {
    const Row rows[] = {
        {"the same in everything", [](LikePerson&) {}, "exact"},
        {"another household, the same telephone",
         [](LikePerson& p) {
             p.household = household(2);
             p.area_code = "41010501400200101003010101";
         },
         "exact"},
        {"another telephone, the same household",
         [](LikePerson& p) { p.facts.secrets.phone = "13900000000"; }, "exact"},
        {"only name and birthday",
         [](LikePerson& p) {
             p.facts.secrets.phone.clear();
             p.household = household(2);
             p.area_code = "41010501400200101003010101";
         },
         "possible"},
        {"name, birthday and building",
         [](LikePerson& p) {
             p.facts.secrets.phone.clear();
             p.household = household(2);
             p.area_code = "41010501400100101003010102";
         },
         "likely"},
        {"another character of the same sound, birthday and telephone",
         [](LikePerson& p) {
             p.facts.name = "王薇";
             p.household = household(2);
         },
         "likely"},
        {"another name, as twins have",
         [](LikePerson& p) {
             p.facts.name = "王蓝";
             p.pinyin = "wanglan";
         },
         ""},
        {"another sex", [](LikePerson& p) { p.facts.sex = Sex::male; }, ""},
        {"an unknown sex", [](LikePerson& p) { p.facts.sex = Sex::unknown; }, "exact"},
        {"a birthday with day and month turned",
         [](LikePerson& p) { p.facts.birth_date = parse_date("1985-12-04"); }, "likely"},
        {"a birthday with one digit wrong",
         [](LikePerson& p) { p.facts.birth_date = parse_date("1985-04-22"); }, "likely"},
        {"another birthday", [](LikePerson& p) { p.facts.birth_date = parse_date("1991-07-22"); },
         ""},
        {"no birthday, the same telephone and household",
         [](LikePerson& p) { p.facts.birth_date.reset(); }, "likely"},
        {"no birthday, the same telephone",
         [](LikePerson& p) {
             p.facts.birth_date.reset();
             p.household = household(2);
             p.area_code = "41010501400200101003010101";
         },
         "possible"},
    };
    for (const Row& row : rows) {
        INFO(row.says);
        LikePerson other = wang();
        row.change(other);
        const auto comparison = compare_people(wang(), other);
        CHECK((comparison ? std::string{json::enum_text(comparison->level)} : "") == row.level);
        const auto turned = compare_people(other, wang());
        CHECK(comparison.has_value() == turned.has_value());
        CHECK((!comparison || comparison->score == turned->score));
    }
}

TEST_CASE("a building that both addresses left out is none they share") {
    LikePerson a = wang(), b = wang();
    a.facts.secrets.phone.clear();
    a.area_code = "41010501400100000000000101";
    b.household = household(2);
    b.area_code = "41010501400100000000000102";
    const auto comparison = compare_people(a, b);
    REQUIRE(comparison);
    CHECK(comparison->level == Likeness::possible);
    CHECK(comparison->signs.back() == Sign::same_community);
}

TEST_CASE("two resident cards are two people; one number is one person whatever else is said") {
    LikePerson a = wang(), b = wang();
    a.facts.secrets.identity_number = "999999198504120027";
    b.facts.secrets.identity_number = "999999198504120043";
    CHECK_FALSE(compare_people(a, b));
    b.facts.identity_kind = IdentityKind::passport;
    b.facts.secrets.identity_number = "E12345678";
    CHECK(compare_people(a, b)->level == Likeness::exact);
    b = a;
    b.facts.name = "王小微";
    b.pinyin = "wangxiaowei";
    b.facts.sex = Sex::male;
    const auto same = compare_people(a, b);
    REQUIRE(same);
    CHECK(same->level == Likeness::exact);
    CHECK(same->signs.front() == Sign::same_identity);
}

TEST_CASE("address lines are alike when most of their neighbouring characters are") {
    CHECK(text_similarity("东门内第二排平房左手第三间", "东门内第二排平房左手第3间") > 0.7);
    CHECK(text_similarity("东门内", "东门内 ") == 1.0);
    CHECK(text_similarity("东门内", "西街口") == 0.0);
    CHECK(text_similarity("", "") == 0.0);
}

TEST_CASE("one record of two takes what it lacks and keeps what it has") {
    MergeSide kept{{}, wang().facts, household(1), "41010501400100101003010101", {}};
    MergeSide gone = kept;
    kept.id.value.bytes[15] = 1;
    gone.id.value.bytes[15] = 2;
    CHECK(suggest_taken(kept, gone).empty());
    kept.facts.secrets.phone.clear();
    kept.facts.birth_date.reset();
    gone.facts.secrets.identity_number = "999999198504120027";
    gone.facts.guardian = kept.id;
    gone.facts.name = "王薇";
    gone.household = household(2);
    const auto taken = suggest_taken(kept, gone);
    CHECK(taken == std::vector{MergeField::birth_date, MergeField::identity, MergeField::phone});
    const MergeSide both = merged_side(kept, gone, taken);
    CHECK(both.facts.name == "王微");
    CHECK(both.facts.secrets.phone == "13800000101");
    CHECK(both.facts.secrets.identity_number == "999999198504120027");
    CHECK(both.household == household(1));
    CHECK_FALSE(merged_side(kept, gone, {MergeField::guardian}).facts.guardian);
    CHECK(merged_side(kept, gone, {MergeField::home}).household == household(2));
    for (const auto field : {MergeField::name, MergeField::phone, MergeField::home}) {
        CHECK_FALSE(same_in(field, kept, gone));
    }
}

}  // namespace xiuhua::registry
