// A filled form: the XML of the sheets that change is written anew, every other part is copied as it lies in the zip.
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "adapters/spreadsheet/form_book.hpp"
#include "kernel/text.hpp"

namespace xiuhua::spreadsheet {
namespace {

// Text that XML and Excel take for what it is: no control characters, and "_x000D_" stays these seven characters
// (ECMA-376 part 1, 22.9.2.19).
std::string cell_text(const std::string& text, const FormLimits& limits) {
    const std::u32string all = to_code_points(text);
    std::u32string kept;
    for (std::size_t i = 0; i < all.size() && kept.size() < limits.text_characters_max; ++i) {
        const char32_t c = all[i];
        if (c < 0x20 && c != '\t' && c != '\n') {
            continue;
        }
        if (c == '_' && i + 6 < all.size() && all[i + 1] == 'x' && all[i + 6] == '_') {
            kept += U"_x005F";
        }
        kept += c == 0xFFFE || c == 0xFFFF ? char32_t{0xFFFD} : c;
    }
    return from_code_points(kept);
}

double serial_of(Date date, DateSystem system) {
    const Date origin =
        system == DateSystem::from_1904 ? *parse_date("1904-01-01") : *parse_date("1899-12-30");
    return static_cast<double>((date - origin).count());
}

std::string date_words(Date date) {
    const std::chrono::year_month_day day{date};
    return fmt::format("{}年{}月{}日", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

class Filler {
  public:
    Filler(FormBook& book, std::string_view bytes) : book_(book), bytes_(bytes) {}

    Done fill(const FormFill& fill) {
        const auto name = std::find_if(book_.names.begin(), book_.names.end(),
                                       [&](const BookName& one) { return one.name == fill.name; });
        if (name == book_.names.end()) {
            return fail(ErrorCode::not_found, "spreadsheet.no_such_name", fill.name);
        }
        for (const auto& [sheet_name, range] : name->places) {
            FormSheet& sheet = sheets_.at(sheet_name);
            const auto cells = sheet.cells_of(range, book_.limits.cells_max);
            if (cells.size() < fill.values.size() || cells.empty()) {
                return fail(ErrorCode::too_large, "spreadsheet.range_too_small", fill.name);
            }
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (!filled_.emplace(sheet_name, cells[i]).second) {
                    return fail(ErrorCode::invalid, "spreadsheet.cell_named_twice", fill.name);
                }
                if (FormSheet::has_formula(sheet.find(cells[i]))) {
                    return fail(ErrorCode::invalid, "spreadsheet.name_on_formula", fill.name);
                }
                const bool has_value = i < fill.values.size();
                put(sheet.ensure(cells[i]), has_value ? fill.values[i] : FormValue{});
            }
            changed_.insert(sheet_name);
        }
        return {};
    }

    Done open_sheets() {
        for (const auto& [name, part] : book_.parts) {
            XH_TRY(sheet, book_.sheet(name));
            sheets_.emplace(name, std::move(sheet));
        }
        return {};
    }

    Result<std::string> finish() {
        for (auto& [name, sheet] : sheets_) {
            if (sheet.forget_results()) {
                changed_.insert(name);
            }
        }
        compute_when_opened();
        std::map<std::string, std::string> texts{{book_.workbook_part, text_of(*book_.workbook)}};
        for (const std::string& name : changed_) {
            texts[book_.parts.at(name)] = sheets_.at(name).text();
        }
        return rewrite(texts);
    }

  private:
    void put(pugi::xml_node cell, const FormValue& value) {
        const bool shows_date = book_.is_date(cell);
        const std::string_view name{cell.name()};
        const std::string prefix{name.substr(0, name.size() - local(cell.name()).size())};
        while (const pugi::xml_node old = cell.first_child()) {
            cell.remove_child(old);
        }
        for (const char* told : {"t", "cm", "vm"}) {
            cell.remove_attribute(told);
        }
        const auto text = [&](const std::string& words) {
            cell.append_attribute("t").set_value("inlineStr");
            pugi::xml_node t =
                cell.append_child((prefix + "is").c_str()).append_child((prefix + "t").c_str());
            t.append_attribute("xml:space").set_value("preserve");
            t.text().set(cell_text(words, book_.limits).c_str());
        };
        const auto number = [&](double figure) {
            cell.append_child((prefix + "v").c_str()).text().set(fmt::format("{}", figure).c_str());
        };
        if (const auto* words = std::get_if<std::string>(&value); words && !words->empty()) {
            text(*words);
        } else if (const auto* figure = std::get_if<double>(&value);
                   figure && std::isfinite(*figure)) {
            number(*figure);
        } else if (const auto* date = std::get_if<Date>(&value)) {
            shows_date ? number(serial_of(*date, book_.system)) : text(date_words(*date));
        }
    }

    // ECMA-376 part 1, 18.2.2: calcPr follows the defined names.
    void compute_when_opened() {
        pugi::xml_node root = child(*book_.workbook, "workbook");
        pugi::xml_node compute = child(root, "calcPr");
        if (!compute) {
            const pugi::xml_node names = child(root, "definedNames");
            const std::string_view name{names.name()};
            const std::string prefix{name.substr(0, name.size() - local(names.name()).size())};
            compute = root.insert_child_after((prefix + "calcPr").c_str(), names);
        }
        compute.remove_attribute("fullCalcOnLoad");
        compute.append_attribute("fullCalcOnLoad").set_value("1");
    }

    Result<std::string> rewrite(const std::map<std::string, std::string>& texts) const {
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
        zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, 0, &error);
        zip_error_fini(&error);
        if (opened == nullptr) {
            zip_source_free(source);
            return damaged("not a zip");
        }
        zip_source_keep(source);  // Closed, the archive lies in it.
        const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> kept{source, zip_source_free};
        Zip zip{opened};
        for (const auto& [part, text] : texts) {
            XH_DO(replace(zip.get(), part, text));
        }
        if (zip_close(zip.get()) != 0) {
            return damaged("cannot be written anew");
        }
        (void)zip.release();
        return written(source);
    }

    static Done replace(zip_t* zip, const std::string& part, const std::string& text) {
        const zip_int64_t index = zip_name_locate(zip, part.c_str(), 0);
        zip_stat_t before;
        if (index < 0 || zip_stat_index(zip, static_cast<zip_uint64_t>(index), 0, &before) != 0) {
            return damaged("part is missing");
        }
        zip_source_t* fresh = zip_source_buffer(zip, text.data(), text.size(), 0);
        const auto at = static_cast<zip_uint64_t>(index);
        if (fresh == nullptr || zip_file_replace(zip, at, fresh, 0) != 0) {
            zip_source_free(fresh);
            return damaged("part cannot be replaced");
        }
        zip_set_file_compression(zip, at, ZIP_CM_DEFLATE, 6);
        zip_file_set_mtime(zip, at, before.mtime, 0);  // The same bytes whenever it is filled.
        return {};
    }

    static Result<std::string> written(zip_source_t* source) {
        zip_stat_t size;
        if (zip_source_stat(source, &size) != 0 || zip_source_open(source) != 0) {
            return damaged("cannot be read back");
        }
        std::string out(size.size, '\0');
        const zip_int64_t read = zip_source_read(source, out.data(), out.size());
        zip_source_close(source);
        if (read < 0 || static_cast<std::uint64_t>(read) != out.size()) {
            return damaged("cannot be read back");
        }
        return out;
    }

    FormBook& book_;
    std::string_view bytes_;
    std::map<std::string, FormSheet> sheets_;
    std::set<std::pair<std::string, CellKey>> filled_;
    std::set<std::string> changed_;
};

}  // namespace

Result<std::string> fill_form(std::string_view bytes, const std::vector<FormFill>& fills,
                              const FormLimits& limits) {
    XH_TRY(book, FormBook::open(bytes, limits));
    Filler filler{book, bytes};
    XH_DO(filler.open_sheets());
    for (const FormFill& fill : fills) {
        XH_DO(filler.fill(fill));
    }
    return filler.finish();
}

}  // namespace xiuhua::spreadsheet
