#pragma once
// Decisions about papers. Pure: facts in, the new state or the reason out.
#include <optional>
#include <string>
#include <string_view>

#include "kernel/result.hpp"
#include "kernel/viewer.hpp"
#include "rooms/documents/model.hpp"

namespace xiuhua::documents {

// 民法典 and PIPL 31: below fourteen the guardian signs.
inline constexpr int signing_age_min = 14;
// A careful signature has some 10 strokes of some 60 points; more is no signature.
inline constexpr std::size_t strokes_max = 200;
inline constexpr std::size_t points_max = 10'000;
inline constexpr double drawing_side_max = 10'000;
inline constexpr std::size_t field_length_max = 2'000;     // Characters of UTF-8: half a page.
inline constexpr std::size_t records_length_max = 60'000;  // 60 days of two lines.

// Keeps the fields that the template names, and no other: what is not printed is not stored.
// `invalid` documents.field_missing (the first needed field without a value), documents.field_too_long,
// documents.bad_date, documents.bad_choice; each with the field's name.
Result<Fields> accept_fields(const Template& form, const Fields& given);

// "龙子湖街道办事处" → "龙子湖".
std::string office_short_name(std::string_view office);
// 龙子湖隔告〔2026〕0001号
std::string paper_number(std::string_view office, std::string_view mark, int year, int serial);
// What stands around the star: the office and its command post.
std::string seal_text(std::string_view office);

// What the signature in the QR code vouches for. The digest covers the paper's content.
std::string vouched_text(std::string_view code, DocumentKind kind, std::string_view number,
                         Date made_on, std::string_view digest);
struct CodeParts {
    std::string code, signature;
};
// "CODE.SIGNATURE"; parts that are not of their form come back empty.
CodeParts split_code(std::string_view text);
// 60 random bits as 12 letters and digits that cannot be confused (Crockford's base 32).
std::string short_code(const Uuid& random);

// `invalid` documents.bad_drawing / documents.empty_drawing.
Done check_drawing(const Drawing& drawing);

struct SigningFacts {
    DocumentState state = DocumentState::made;
    std::vector<Signer> present;    // Who has signed already.
    std::optional<int> person_age;  // Unknown when the register has no birth date.
    PersonId person;
    std::optional<PersonId> guardian;
};
enum class Outcome { attended, closed };
// Whether `signer` may sign now, with this viewer at the screen, and whether that closes the paper.
// `conflict` documents.superseded, documents.already_signed; `forbidden` documents.not_the_signer;
// `invalid` documents.no_such_slot, documents.guardian_must_sign, documents.no_guardian.
Result<Outcome> decide_signature(const Template& form, const SigningFacts& facts, Signer signer,
                                 const Viewer& viewer);
// `conflict` documents.superseded, documents.already_handed_over.
Done decide_handover(DocumentState state);

// Full years on `day`.
int age_on(Date birth, Date day);

}  // namespace xiuhua::documents
