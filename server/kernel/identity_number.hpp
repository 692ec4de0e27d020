#pragma once
// Numbers of identity documents and phones: how each kind is checked, and what a number tells.
// Errors are `invalid` with a key and no field: the caller knows which field it read.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"

namespace xiuhua {

enum class IdentityKind {
    resident_identity_card,  // 居民身份证, and 港澳台居民居住证 (81/82/83…): GB 11643, 18 characters.
    passport,                // 护照: ICAO 9303, up to nine letters and digits.
    hong_kong_macao_permit,  // 港澳居民来往内地通行证: H or M, 8 digits, perhaps 2 for the renewal.
    taiwan_permit,  // 台湾居民来往大陆通行证: 8 digits; older ones 10 digits and perhaps a letter.
    permanent_resident_card,  // 外国人永久居留身份证: 18 digits from 9 on (2023), or 3 letters and 12 digits.
    household_register,  // 户口簿: for children without a card; its own number or an 18-character one.
    other,
};
BOOST_DESCRIBE_ENUM(IdentityKind, resident_identity_card, passport, hong_kong_macao_permit,
                    taiwan_permit, permanent_resident_card, household_register, other)

enum class IdentitySex { male, female };
BOOST_DESCRIBE_ENUM(IdentitySex, male, female)

struct IdentityNumber {
    IdentityKind kind = IdentityKind::other;
    std::string text;                // As stored: half-width, upper case, no blanks.
    std::optional<Date> birth_date;  // When the number carries it.
    std::optional<IdentitySex> sex;
};

// Invented people (demo, tests) carry this area prefix: no division of GB/T 2260 has it, and a permanent resident
// card that began with it would come from province 99 and country 999, which do not exist either.
inline constexpr std::string_view invented_area_prefix = "999999";

// Keys: identity.empty, identity.bad_length, identity.bad_character, identity.bad_date, identity.bad_checksum,
// identity.legacy_15 (fifteen digits: no longer valid since 2013), identity.bad_passport, identity.bad_permit,
// identity.bad_permanent_resident_card, identity.bad_household_register, identity.bad_other.
Result<IdentityNumber> parse_identity(IdentityKind kind, std::string_view text, Date today);
// What kind a number in a list without a kind column most likely is; resident_identity_card when nothing else fits,
// so that the error a clerk reads is about the card.
IdentityKind likely_identity_kind(std::string_view text);
// The eighteenth character for seventeen digits (GB 11643, 4.2). '\0' when they are not seventeen digits.
char identity_check_character(std::string_view seventeen_digits);
// For search by the last four: upper case, empty when shorter.
std::string last_four(std::string_view identity_number);

// Whole years on `today`, as the law counts them: one older from the day after the birthday's eve, that is on the
// birthday; 29 February counts as 1 March in other years.
int age_on(Date birth_date, Date today);

enum class PhoneKind { mobile, landline, foreign };
struct PhoneNumber {
    PhoneKind kind = PhoneKind::mobile;
    std::string text;  // "13800138000", "0371-65501234", "0371-65501234-801", "+85291234567"
};
// Mainland mobile numbers (1, then 3 to 9), landlines with area code, other countries' with +.
// Keys: phone.empty, phone.bad, phone.area_code_missing.
Result<PhoneNumber> parse_phone(std::string_view text);

}  // namespace xiuhua
