#include "rooms/documents/rules.hpp"

#include <cmath>

#include "rooms/documents/paper_text.hpp"

namespace xiuhua::documents {
namespace {

bool is_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
}

// The reason why a value cannot be printed as its field says; empty when it can.
std::string fault_of(const TemplateField& field, const std::string& value) {
    const bool records = field.format == FieldFormat::records;
    if (value.size() > (records ? records_length_max : field_length_max)) {
        return "documents.field_too_long";
    }
    if (field.format == FieldFormat::date && !parse_date(value)) {
        return "documents.bad_date";
    }
    if (field.format == FieldFormat::choice && field.choices) {
        const auto& choices = *field.choices;
        if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
            return "documents.bad_choice";
        }
    }
    return {};
}

}  // namespace

Result<Fields> accept_fields(const Template& form, const Fields& given) {
    Fields accepted;
    for (const TemplateField& field : form.fields) {
        const auto found = given.find(field.name);
        if (found == given.end() || is_blank(found->second)) {
            if (field.need == FieldNeed::filled) {
                return fail(ErrorCode::invalid, "documents.field_missing", field.name);
            }
            continue;
        }
        if (std::string fault = fault_of(field, found->second); !fault.empty()) {
            return fail(ErrorCode::invalid, std::move(fault), field.name);
        }
        accepted.emplace(field.name, found->second);
    }
    return accepted;
}

std::string office_short_name(std::string_view office) {
    for (const std::string_view ending : {"街道办事处", "镇人民政府", "办事处", "街道"}) {
        if (office.size() > ending.size() && office.ends_with(ending)) {
            return std::string{office.substr(0, office.size() - ending.size())};
        }
    }
    return std::string{office};
}

std::string paper_number(std::string_view office, std::string_view mark, int year, int serial) {
    return fmt::format("{}{}〔{}〕{:04}号", office_short_name(office), mark, year, serial);
}

std::string seal_text(std::string_view office) {
    return std::string{office} + "疫情防控指挥部";
}

std::string vouched_text(std::string_view code, DocumentKind kind, std::string_view number,
                         Date made_on, std::string_view digest) {
    // The first line keeps this text apart from anything else the office's key may ever sign.
    return fmt::format("xiuhua paper 1\n{}\n{}\n{}\n{}\n{}", code, json::enum_text(kind), number,
                       to_text(made_on), digest);
}

CodeParts split_code(std::string_view text) {
    constexpr std::size_t code_length = 12;
    constexpr std::size_t signature_length = 86;  // 64 bytes as base64url without padding.
    const auto dot = text.find('.');
    if (dot != code_length || text.size() != code_length + 1 + signature_length) {
        return {};
    }
    return {std::string{text.substr(0, dot)}, std::string{text.substr(dot + 1)}};
}

std::string short_code(const Uuid& random) {
    static constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    // The last eight bytes of a version 7 UUID are random but for two bits at their front.
    std::uint64_t bits = 0;
    for (std::size_t i = 8; i < 16; ++i) {
        bits = bits << 8 | random.bytes[i];
    }
    std::string code;
    for (int i = 0; i < 12; ++i, bits >>= 5) {
        code += letters[bits & 31];
    }
    return code;
}

Done check_drawing(const Drawing& drawing) {
    const auto side_is_wrong = [](double side) {
        return !std::isfinite(side) || side < 1 || side > drawing_side_max;
    };
    if (side_is_wrong(drawing.width) || side_is_wrong(drawing.height)) {
        return fail(ErrorCode::invalid, "documents.bad_drawing", "width");
    }
    std::size_t points = 0;
    for (const auto& stroke : drawing.strokes) {
        points += stroke.size();
        for (const auto& point : stroke) {
            const bool inside = point.size() == 2 && point[0] >= 0 && point[0] <= drawing.width &&
                                point[1] >= 0 && point[1] <= drawing.height;
            if (!inside) {
                return fail(ErrorCode::invalid, "documents.bad_drawing", "strokes");
            }
        }
    }
    if (drawing.strokes.size() > strokes_max || points > points_max) {
        return fail(ErrorCode::invalid, "documents.bad_drawing", "strokes");
    }
    if (points < 2) {
        return fail(ErrorCode::invalid, "documents.empty_drawing", "strokes");
    }
    return {};
}

namespace {

// The slot a signature belongs to: a guardian signs on the person's line.
const TemplateSlot* slot_for(const Template& form, Signer signer) {
    const Signer line = signer == Signer::guardian ? Signer::person : signer;
    for (const TemplateSlot& slot : form.slots) {
        if (slot.signer == line) {
            return &slot;
        }
    }
    return nullptr;
}

// A resident at the screen signs as the person or the guardian that he is; nobody else.
Done check_resident(const SigningFacts& facts, Signer signer, const Viewer& viewer) {
    const bool own = signer == Signer::person && viewer.person == facts.person;
    const bool ward = signer == Signer::guardian && facts.guardian == viewer.person;
    if (viewer.person.is_nil() || !(own || ward)) {
        return fail(ErrorCode::forbidden, "documents.not_the_signer", "signer");
    }
    return {};
}

bool is_only_resident(const Viewer& viewer) {
    return viewer.roles.has(Role::resident) &&
           !viewer.roles.overlaps({Role::command_post, Role::community_lead, Role::grid_worker});
}

}  // namespace

Result<Outcome> decide_signature(const Template& form, const SigningFacts& facts, Signer signer,
                                 const Viewer& viewer) {
    const TemplateSlot* slot = slot_for(form, signer);
    if (slot == nullptr) {
        return fail(ErrorCode::invalid, "documents.no_such_slot", "signer");
    }
    if (facts.state == DocumentState::superseded) {
        return fail(ErrorCode::conflict, "documents.superseded");
    }
    const bool present =
        std::find(facts.present.begin(), facts.present.end(), signer) != facts.present.end();
    if (facts.state == DocumentState::signed_by_person || present) {
        return fail(ErrorCode::conflict, "documents.already_signed");
    }
    if (is_only_resident(viewer)) {
        XH_DO(check_resident(facts, signer, viewer));
    }
    const bool child = facts.person_age && *facts.person_age < signing_age_min;
    if (signer == Signer::person && child) {
        return fail(ErrorCode::invalid, "documents.guardian_must_sign", "signer");
    }
    // A child's guardian may be missing in the register and still stand at the door.
    if (signer == Signer::guardian && !child && !facts.guardian) {
        return fail(ErrorCode::invalid, "documents.no_guardian", "signer");
    }
    return slot->kind == SlotKind::closing ? Outcome::closed : Outcome::attended;
}

Done decide_handover(DocumentState state) {
    switch (state) {
        case DocumentState::made:
            return {};
        case DocumentState::superseded:
            return fail(ErrorCode::conflict, "documents.superseded");
        case DocumentState::handed_over:
        case DocumentState::signed_by_person:
            return fail(ErrorCode::conflict, "documents.already_handed_over");
    }
    return fail(ErrorCode::internal, "documents.bad_state");
}

int age_on(Date birth, Date day) {
    const std::chrono::year_month_day born{birth};
    const std::chrono::year_month_day now{day};
    const int years = static_cast<int>(now.year()) - static_cast<int>(born.year());
    const bool before = std::pair{now.month(), now.day()} < std::pair{born.month(), born.day()};
    return years - (before ? 1 : 0);
}

}  // namespace xiuhua::documents
