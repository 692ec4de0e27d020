#include "kernel/identity_number.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;

namespace {
const Date today = *parse_date("2026-03-02");

std::string outcome(IdentityKind kind, std::string_view text) {
    const auto parsed = parse_identity(kind, text, today);
    return parsed ? parsed->text : parsed.error().key;
}
std::string invented(std::string_view birth_and_order) {
    std::string number = std::string{invented_area_prefix} + std::string{birth_and_order};
    return number + identity_check_character(number);
}
}  // namespace

TEST_CASE("a resident identity number is checked as GB 11643 says, and tells birth date and sex") {
    constexpr auto card = IdentityKind::resident_identity_card;
    const auto standard =
        parse_identity(card, "11010519491231002X", today);  // The standard's own example.
    REQUIRE(standard);
    CHECK(standard->birth_date == parse_date("1949-12-31"));
    CHECK(standard->sex == IdentitySex::female);

    CHECK(outcome(card, " １１０１０５１９４９１２３１００２ｘ ") == "11010519491231002X");
    CHECK(outcome(card, "110105 19491231 002x") == "11010519491231002X");
    CHECK(outcome(card, "") == "identity.empty");
    CHECK(outcome(card, "　") == "identity.empty");
    CHECK(outcome(card, "110105194912310020") == "identity.bad_checksum");
    CHECK(outcome(card, "110105194912310X2X") == "identity.bad_character");
    CHECK(outcome(card, "11010519491231002Y") == "identity.bad_character");
    CHECK(outcome(card, "01010519491231002X") == "identity.bad_character");
    CHECK(outcome(card, "1101051949123100") == "identity.bad_length");
    CHECK(outcome(card, "11010519491231002XX") == "identity.bad_length");
    CHECK(outcome(card, "110105491231002") == "identity.legacy_15");
    CHECK(outcome(card, "11010519490231002X") == "identity.bad_date");
    CHECK(outcome(card, invented("20240229001")) == invented("20240229001"));
    CHECK(outcome(card, invented("20230229001")) == "identity.bad_date");
    CHECK(outcome(card, invented("20260302001")) == invented("20260302001"));
    CHECK(outcome(card, invented("20260303001")) == "identity.bad_date");
    CHECK(outcome(card, invented("18891231001")) == "identity.bad_date");
    CHECK(parse_identity(card, invented("19900101013"), today)->sex == IdentitySex::male);
    CHECK(identity_check_character("1101051949123100") == '\0');
}

TEST_CASE("every single wrong digit and every swap of neighbours breaks the checksum") {
    const std::string good = invented("19850615123");
    for (std::size_t place = 0; place < 17; ++place) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string wrong = good;
            wrong[place] = digit;
            if (wrong != good) {
                CHECK(identity_check_character(wrong.substr(0, 17)) != good.back());
            }
        }
        std::string swapped = good;
        if (place + 1 < 17) {
            std::swap(swapped[place], swapped[place + 1]);
            if (swapped != good) {
                CHECK(identity_check_character(swapped.substr(0, 17)) != good.back());
            }
        }
    }
}

TEST_CASE("other documents are held to their own pattern") {
    struct Row {
        IdentityKind kind;
        std::string_view text, outcome;
    };
    using enum IdentityKind;
    for (const Row& row : {
             Row{passport, "e12345678", "E12345678"},
             Row{passport, "E1234567890", "identity.bad_passport"},
             Row{passport, "ABCDEF", "identity.bad_passport"},
             Row{passport, "E123", "identity.bad_passport"},
             Row{passport, "E12-45678", "identity.bad_passport"},
             Row{hong_kong_macao_permit, "h12345678", "H12345678"},
             Row{hong_kong_macao_permit, "M1234567801", "M1234567801"},
             Row{hong_kong_macao_permit, "T12345678", "identity.bad_permit"},
             Row{hong_kong_macao_permit, "H1234567", "identity.bad_permit"},
             Row{taiwan_permit, "12345678", "12345678"},
             Row{taiwan_permit, "1234567801B", "1234567801B"},
             Row{taiwan_permit, "123456789", "identity.bad_permit"},
             Row{permanent_resident_card, "USA410090010112", "USA410090010112"},
             Row{permanent_resident_card, "USA41009001011", "identity.bad_permanent_resident_card"},
             Row{permanent_resident_card, "11010519491231002X",
                 "identity.bad_permanent_resident_card"},
             Row{household_register, "00123456", "00123456"},
             Row{household_register, "11010519491231002X", "11010519491231002X"},
             Row{household_register, "110105194912310020", "identity.bad_checksum"},
             Row{household_register, "12345", "identity.bad_household_register"},
             Row{other, "军字第123号", "军字第123号"},
             Row{other, "12", "identity.bad_other"},
         }) {
        CAPTURE(row.text);
        CHECK(outcome(row.kind, row.text) == row.outcome);
    }
    std::string card = "941840199001010";  // 9, province 41, country 840, birth date, order.
    card += "01";
    card += identity_check_character(card);
    CHECK(outcome(permanent_resident_card, card) == card);
    CHECK(likely_identity_kind(card) == permanent_resident_card);
    CHECK(likely_identity_kind(invented("19900101013")) == resident_identity_card);
    CHECK(likely_identity_kind("H12345678") == hong_kong_macao_permit);
    CHECK(likely_identity_kind("12345678") == taiwan_permit);
    CHECK(likely_identity_kind("E12345678") == passport);
    CHECK(likely_identity_kind("123456") == resident_identity_card);
    CHECK(last_four("11010519491231002x") == "002X");
    CHECK(last_four("1") == "");
}

TEST_CASE("a person is a year older on the birthday, born on 29 February on 1 March") {
    const auto age = [](const char* birth, const char* day) {
        return age_on(*parse_date(birth), *parse_date(day));
    };
    CHECK(age("2012-03-03", "2026-03-02") == 13);
    CHECK(age("2012-03-02", "2026-03-02") == 14);
    CHECK(age("2012-02-29", "2026-02-28") == 13);
    CHECK(age("2012-02-29", "2026-03-01") == 14);
    CHECK(age("2026-03-02", "2026-03-02") == 0);
}

TEST_CASE("a phone number is stored in one form, whichever way it was typed") {
    struct Row {
        std::string_view typed, outcome;
    };
    for (const Row& row : {
             Row{"13800138000", "13800138000"},
             Row{"１３８ ００１３ ８０００", "13800138000"},
             Row{"138-0013-8000", "13800138000"},
             Row{"+86 138 0013 8000", "13800138000"},
             Row{"0086-13800138000", "13800138000"},
             Row{"12800138000", "phone.bad"},
             Row{"1380013800", "phone.bad"},
             Row{"138001380001", "phone.bad"},
             Row{"0371-65501234", "0371-65501234"},
             Row{"(0371)65501234", "0371-65501234"},
             Row{"037165501234", "0371-65501234"},
             Row{"0371-65501234-801", "0371-65501234-801"},
             Row{"010-12345678", "phone.bad"},
             Row{"010-65501234", "010-65501234"},
             Row{"010-6550123", "phone.bad"},
             Row{"0398-2812345", "0398-2812345"},
             Row{"0371-655012345", "phone.bad"},
             Row{"65501234", "phone.area_code_missing"},
             Row{"+852 9123 4567", "+85291234567"},
             Row{"+85", "phone.bad"},
             Row{"", "phone.empty"},
             Row{"无", "phone.bad"},
             Row{"-", "phone.bad"},
             Row{"13800138000/13900139000", "phone.bad"},
         }) {
        CAPTURE(row.typed);
        const auto parsed = parse_phone(row.typed);
        CHECK((parsed ? parsed->text : parsed.error().key) == row.outcome);
    }
}
