#include "rooms/reports/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kernel/text.hpp"

namespace xiuhua::reports {
namespace {

constexpr std::size_t number_digits_max = 15;  // A spreadsheet rounds what is longer.

bool is_by_community(CellSource source) {
    return source == CellSource::community_figure || source == CellSource::community_name;
}
bool names_figure(CellSource source) {
    return source == CellSource::figure || source == CellSource::community_figure;
}

bool has_range(const ReportFormCell& cell) {
    return std::any_of(cell.places.begin(), cell.places.end(),
                       [](const CellPlace& place) { return place.cells > 1; });
}

const ReportFormCell* cell_called(const std::vector<ReportFormCell>& cells, std::string_view name) {
    const auto found = std::find_if(cells.begin(), cells.end(),
                                    [&](const auto& cell) { return cell.name == name; });
    return found == cells.end() ? nullptr : &*found;
}

Done check_choice(const ReportFormCell& cell, const std::string& field) {
    const CellSource source = *cell.source;
    if (cell.has_formula && source != CellSource::left) {
        return fail(ErrorCode::invalid, "reports.cell_has_formula", field);
    }
    if (has_range(cell) && !is_by_community(source) && source != CellSource::left) {
        return fail(ErrorCode::invalid, "reports.cell_is_range", field);
    }
    if (names_figure(source) && find_figure(cell.figure) == nullptr) {
        return fail(ErrorCode::invalid, "reports.no_such_figure", field);
    }
    return source == CellSource::text ? check_line(cell.text, field) : Done{};
}

// What a choice does not use is not kept.
void settle(ReportFormCell& cell) {
    if (!cell.source || !names_figure(*cell.source)) {
        cell.figure.clear();
    }
    if (!cell.source || *cell.source != CellSource::text) {
        cell.text.clear();
    }
}

spreadsheet::FormValue typed(const std::string& text) {
    const bool digits = !text.empty() && text.size() <= number_digits_max &&
                        text.find_first_not_of("0123456789.-") == std::string::npos;
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    const bool leading_zero =
        text.size() > first + 1 && text[first] == '0' && text[first + 1] != '.';
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (digits && !leading_zero && read.ec == std::errc{} &&
        read.ptr == text.data() + text.size()) {
        return number;
    }
    return text;
}

const CountedFigure* counted(const std::vector<CountedFigure>& figures, std::string_view key) {
    const auto found = std::find_if(figures.begin(), figures.end(),
                                    [&](const auto& figure) { return figure.key == key; });
    return found == figures.end() ? nullptr : &*found;
}

std::int64_t of_community(const CountedFigure& figure, const std::string& code) {
    const auto found = figure.communities.find(code);
    return found == figure.communities.end() ? 0 : found->second;
}

std::string shown(const spreadsheet::FormValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return fmt::format("{}", *number);
    }
    const auto* date = std::get_if<Date>(&value);
    return date == nullptr ? std::string{} : to_text(*date);
}

}  // namespace

Done check_title(std::string_view title) {
    if (trim(title).empty()) {
        return fail(ErrorCode::invalid, "reports.title_missing", "title");
    }
    if (length_in_characters(title) > title_characters_max || !is_clean_utf8(title)) {
        return fail(ErrorCode::invalid, "reports.title_too_long", "title");
    }
    return {};
}

Done check_line(std::string_view text, std::string field) {
    if (trim(text).empty()) {
        return fail(ErrorCode::invalid, "reports.text_missing", std::move(field));
    }
    if (length_in_characters(text) > text_characters_max || !is_clean_utf8(text)) {
        return fail(ErrorCode::invalid, "reports.text_too_long", std::move(field));
    }
    return {};
}

std::vector<ReportFormCell> cells_of(const spreadsheet::FormNames& names,
                                     const std::vector<ReportFormCell>& before) {
    std::vector<ReportFormCell> cells;
    for (const spreadsheet::FormName& name : names.names) {
        ReportFormCell cell;
        cell.name = name.name;
        cell.has_formula = name.has_formula;
        cell.is_date = name.is_date;
        for (const spreadsheet::FormPlace& place : name.places) {
            cell.places.push_back({place.sheet, place.range, place.cells});
        }
        if (const ReportFormCell* known = cell_called(before, name.name)) {
            cell.source = known->source;
            cell.figure = known->figure;
            cell.text = known->text;
        } else if (const auto meaning = meaning_of(name.name)) {
            cell.source = meaning->source;
            cell.figure = meaning->figure;
        }
        if (cell.has_formula && !cell.source) {
            cell.source = CellSource::left;  // The office's own sums are named for its formulas.
        }
        if (cell.source && !check_choice(cell, {})) {
            cell.source.reset();  // What its name says does not fit the cell: somebody has to say.
        }
        settle(cell);
        cells.push_back(std::move(cell));
    }
    return cells;
}

Result<std::vector<ReportFormCell>> with_choices(std::vector<ReportFormCell> cells,
                                                 const std::vector<CellChoice>& choices) {
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const CellChoice& choice = choices[i];
        const std::string field = fmt::format("cells[{}]", i);
        const auto cell = std::find_if(cells.begin(), cells.end(),
                                       [&](const auto& one) { return one.name == choice.name; });
        if (cell == cells.end()) {
            return fail(ErrorCode::invalid, "reports.no_such_cell", field);
        }
        cell->source = choice.source;
        cell->figure = choice.figure.value_or("");
        cell->text = choice.text.value_or("");
        if (cell->source) {
            XH_DO(check_choice(*cell, field));
        }
        settle(*cell);
    }
    return cells;
}

std::vector<std::string> unsaid(const std::vector<ReportFormCell>& cells) {
    std::vector<std::string> names;
    for (const ReportFormCell& cell : cells) {
        if (!cell.source) {
            names.push_back(cell.name);
        }
    }
    return names;
}

std::vector<std::string> figures_used(const std::vector<ReportFormCell>& cells) {
    std::vector<std::string> keys;
    for (const FigureDefinition& figure : catalogue()) {
        if (std::any_of(cells.begin(), cells.end(),
                        [&](const auto& cell) { return cell.figure == figure.key; })) {
            keys.emplace_back(figure.key);
        }
    }
    return keys;
}

Result<ReportPeriod> period_of(Date day, Instant now) {
    if (day > office_date(now)) {
        return fail(ErrorCode::invalid, "reports.day_in_future", "day");
    }
    const Instant ends = office_instant(day + std::chrono::days{1});
    // The moment itself counts: what was done in this very millisecond has been done.
    const Instant until = std::min(ends, now + std::chrono::milliseconds{1});
    return ReportPeriod{day, office_instant(day), until};
}

Done check_hand(const std::vector<ReportFormCell>& cells,
                const std::map<std::string, std::string>& hand) {
    for (const ReportFormCell& cell : cells) {
        if (cell.source != CellSource::by_hand) {
            continue;
        }
        const auto text = hand.find(cell.name);
        if (text == hand.end() || trim(text->second).empty()) {
            return fail(ErrorCode::invalid, "reports.hand_missing", "hand." + cell.name);
        }
        XH_DO(check_line(text->second, "hand." + cell.name));
    }
    return {};
}

std::vector<spreadsheet::FormFill> fills_of(const std::vector<ReportFormCell>& cells,
                                            const std::vector<CountedFigure>& figures,
                                            const std::vector<ReportCommunity>& communities,
                                            const ReportWords& words) {
    std::vector<spreadsheet::FormFill> fills;
    for (const ReportFormCell& cell : cells) {
        spreadsheet::FormFill fill{cell.name, {}};
        const CountedFigure* figure = counted(figures, cell.figure);
        const auto value = [](std::int64_t number) { return static_cast<double>(number); };
        switch (cell.source.value_or(CellSource::left)) {
            case CellSource::left:
                continue;
            case CellSource::figure:
                fill.values.emplace_back(value(figure == nullptr ? 0 : figure->value));
                break;
            case CellSource::community_figure:
                for (const ReportCommunity& community : communities) {
                    fill.values.emplace_back(
                        value(figure == nullptr ? 0 : of_community(*figure, community.code)));
                }
                break;
            case CellSource::community_name:
                for (const ReportCommunity& community : communities) {
                    fill.values.emplace_back(community.name);
                }
                break;
            case CellSource::text:
                fill.values.emplace_back(cell.text);
                break;
            case CellSource::day:
                fill.values.emplace_back(words.day);
                break;
            case CellSource::area:
                fill.values.emplace_back(words.area_name);
                break;
            case CellSource::recipient:
                fill.values.emplace_back(words.recipient);
                break;
            case CellSource::reporter:
                fill.values.emplace_back(words.reporter);
                break;
            case CellSource::by_hand: {
                const auto text = words.hand.find(cell.name);
                fill.values.emplace_back(text == words.hand.end() ? spreadsheet::FormValue{}
                                                                  : typed(text->second));
                break;
            }
        }
        fills.push_back(std::move(fill));
    }
    return fills;
}

std::vector<WrittenCell> written_cells(const std::vector<ReportFormCell>& cells,
                                       const std::vector<spreadsheet::FormFill>& fills) {
    std::vector<WrittenCell> written;
    for (const spreadsheet::FormFill& fill : fills) {
        const ReportFormCell* cell = cell_called(cells, fill.name);
        if (cell == nullptr) {
            continue;
        }
        WrittenCell line{cell->name, cell->places, *cell->source, cell->figure, {}};
        for (const spreadsheet::FormValue& value : fill.values) {
            line.values.push_back(shown(value));
        }
        written.push_back(std::move(line));
    }
    return written;
}

Done check_seen(const std::vector<CountedFigure>& figures,
                const std::map<std::string, std::int64_t>& seen) {
    for (const CountedFigure& figure : figures) {
        const auto looked_at = seen.find(figure.key);
        if (looked_at == seen.end() || looked_at->second != figure.value) {
            return fail(ErrorCode::conflict, "reports.figures_moved", "seen." + figure.key);
        }
    }
    return {};
}

}  // namespace xiuhua::reports
