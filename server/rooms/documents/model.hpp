#pragma once
// What a paper is made of. A template is data: its words and its order on the page change by a new version,
// never by a new program.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/json/json.hpp"
#include "rooms/documents/public.hpp"

namespace xiuhua::documents {

// How the value of a field is set on the page.
//   text: as given · date: "2020-03-02" becomes 2020年3月2日 · records: a table, one line a row, cells parted by
//   tabs · choice: one of `choices`, shown as ticked and open boxes.
enum class FieldFormat { text, date, records, choice };
BOOST_DESCRIBE_ENUM(FieldFormat, text, date, records, choice)
enum class FieldNeed {
    filled,    // make_paper refuses without it.
    optional,  // A line is left to be filled in by hand.
};
BOOST_DESCRIBE_ENUM(FieldNeed, filled, optional)

struct TemplateField {
    std::string name, label;
    FieldFormat format = FieldFormat::text;
    FieldNeed need = FieldNeed::filled;
    std::string sample;  // Invented; for previews and for looking at the paper.
    std::optional<std::vector<std::string>> choices = {};  // For FieldFormat::choice.
    std::optional<std::vector<std::string>> columns = {};  // For FieldFormat::records: the titles.
};
BOOST_DESCRIBE_STRUCT(TemplateField, (), (name, label, format, need, sample, choices, columns))

struct TemplateSection {
    std::string title;
    std::vector<std::string> items;  // Numbered on the page; may name fields: "{end_date}".
};
BOOST_DESCRIBE_STRUCT(TemplateSection, (), (title, items))

enum class Signer { person, guardian, worker };
BOOST_DESCRIBE_ENUM(Signer, person, guardian, worker)
// The closing signature finishes the paper: from then on its bytes are kept and never drawn again.
enum class SlotKind { closing, attending };
BOOST_DESCRIBE_ENUM(SlotKind, closing, attending)

// A line to sign on. A slot for `person` takes the guardian's signature too.
struct TemplateSlot {
    Signer signer = Signer::person;
    SlotKind kind = SlotKind::closing;
    std::string label;
};
BOOST_DESCRIBE_STRUCT(TemplateSlot, (), (signer, kind, label))

enum class SealUse { sealed, unsealed };
BOOST_DESCRIBE_ENUM(SealUse, sealed, unsealed)
// A paper that repeats (the daily status report) does not replace the one made before it.
enum class Repetition { once, repeats };
BOOST_DESCRIBE_ENUM(Repetition, once, repeats)

struct Template {
    DocumentKind kind = DocumentKind::isolation_notice;
    int version = 1;
    Date valid_from{};
    std::string source;  // On whose word the text stands.
    std::string mark;    // In the number: "隔告".
    std::string title;
    std::string salutation;  // "{name}：", or empty.
    std::vector<std::string> lead;
    std::vector<TemplateField> fields;
    std::vector<std::vector<std::string>> rows;  // The table: one, two or three fields a row.
    std::string records;                         // The field that is a table of its own, or empty.
    std::vector<TemplateSection> sections;
    std::vector<std::string> closing;
    std::vector<TemplateSlot> slots;
    SealUse seal = SealUse::sealed;
    Repetition repetition = Repetition::once;
    std::string copies;  // "一式两份……", small, at the end.
};
BOOST_DESCRIBE_STRUCT(Template, (),
                      (kind, version, valid_from, source, mark, title, salutation, lead, fields,
                       rows, records, sections, closing, slots, seal, repetition, copies))

using Fields = std::map<std::string, std::string>;

// A signature as drawn on a screen of width × height; strokes are lists of points [x, y].
struct Drawing {
    std::vector<std::vector<std::vector<double>>> strokes;
    double width = 0, height = 0;
};
BOOST_DESCRIBE_STRUCT(Drawing, (), (strokes, width, height))

struct PaperSignature {
    Signer signer = Signer::person;
    Drawing drawing;
    Date signed_on{};
};
BOOST_DESCRIBE_STRUCT(PaperSignature, (), (signer, drawing, signed_on))

// The office's round seal: a picture when the office gives one, else drawn from its name.
struct SealDesign {
    std::string ring_text;
    std::string png;  // The file's bytes; empty: drawn.
};

// All that decides a paper's bytes: the same content gives the same bytes on the same machine.
struct PaperContent {
    Template form;
    Fields fields;
    std::string office;  // "龙子湖街道办事处"
    std::string number;  // "龙子湖隔告〔2026〕0001号"
    Instant made_at{};
    std::string verification_url;
    std::vector<PaperSignature> signatures;
    SealDesign seal;
};

}  // namespace xiuhua::documents
