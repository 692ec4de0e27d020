#include "rooms/documents/templates.hpp"

namespace xiuhua::documents {
namespace {

// Which fields a template's words and tables name.
class Mentions {
  public:
    explicit Mentions(const Template& form) {
        sentence("salutation", form.salutation);
        list("lead", form.lead);
        for (std::size_t i = 0; i < form.rows.size(); ++i) {
            for (const std::string& name : form.rows[i]) {
                seen_.emplace_back(fmt::format("rows[{}]", i), name);
            }
        }
        if (!form.records.empty()) {
            seen_.emplace_back("records", form.records);
        }
        for (std::size_t i = 0; i < form.sections.size(); ++i) {
            list(fmt::format("sections[{}].items", i), form.sections[i].items);
        }
        list("closing", form.closing);
    }
    const std::vector<std::pair<std::string, std::string>>& all() const { return seen_; }
    bool has(std::string_view name) const {
        return std::any_of(seen_.begin(), seen_.end(),
                           [&](const auto& mention) { return mention.second == name; });
    }

  private:
    void list(const std::string& place, const std::vector<std::string>& sentences) {
        for (std::size_t i = 0; i < sentences.size(); ++i) {
            sentence(fmt::format("{}[{}]", place, i), sentences[i]);
        }
    }
    void sentence(const std::string& place, std::string_view text) {
        for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
            const auto close = text.find('}', open);
            seen_.emplace_back(place, std::string{text.substr(open + 1, close - open - 1)});
        }
    }
    std::vector<std::pair<std::string, std::string>> seen_;  // Place, field's name.
};

}  // namespace

Done check_template(const Template& form) {
    std::vector<FieldError> wrong;
    const Mentions mentions{form};
    std::set<std::string> names;
    for (std::size_t i = 0; i < form.fields.size(); ++i) {
        const TemplateField& field = form.fields[i];
        const std::string place = fmt::format("fields[{}]", i);
        if (field.name.empty() || field.label.empty() || !names.insert(field.name).second) {
            wrong.push_back({place + ".name", "documents.field_name_wrong"});
        } else if (!mentions.has(field.name)) {
            wrong.push_back({place + ".name", "documents.field_not_printed"});
        }
        if (field.format == FieldFormat::records && (!field.columns || field.columns->empty())) {
            wrong.push_back({place + ".columns", "field.missing"});
        }
        if (field.format == FieldFormat::choice && (!field.choices || field.choices->empty())) {
            wrong.push_back({place + ".choices", "field.missing"});
        }
    }
    for (const auto& [place, name] : mentions.all()) {
        if (!names.contains(name)) {
            wrong.push_back({place, "documents.no_such_field"});
        }
    }
    for (const auto& [place, text] : {std::pair{"title", &form.title}, {"mark", &form.mark}}) {
        if (text->empty()) {
            wrong.push_back({place, "field.missing"});
        }
    }
    const auto closes = std::count_if(form.slots.begin(), form.slots.end(), [](const auto& slot) {
        return slot.kind == SlotKind::closing;
    });
    if (closes != 1) {
        wrong.push_back({"slots", "documents.one_closing_signature"});
    }
    if (form.version < 1) {
        wrong.push_back({"version", "field.out_of_range"});
    }
    if (wrong.empty()) {
        return {};
    }
    return fail(Error{ErrorCode::invalid, "documents.bad_template", {}, {}, std::move(wrong)});
}

Result<Template> parse_template(std::string_view text) {
    XH_TRY(form, json::parse<Template>(text));
    XH_DO(check_template(form));
    return form;
}

}  // namespace xiuhua::documents
