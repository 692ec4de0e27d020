#pragma once
// The catalogue of figures: what the program can count, in words that a form's cell may bear as its name.
#include <span>

#include "rooms/documents/public.hpp"
#include "rooms/isolation/public.hpp"
#include "rooms/registry/public.hpp"
#include "rooms/reports/model.hpp"

namespace xiuhua::reports {

// Which room counts it, and what.
using FigureSource =
    std::variant<registry::RegisterFigure, isolation::FigureOfOrders, isolation::FigureOfReports,
                 isolation::FigureOfAlerts, isolation::FigureOfVisits, documents::PaperFigure>;

struct FigureDefinition {
    std::string_view key;     // "isolation_active": also a legal name of a cell.
    std::string_view zh, en;  // The Chinese title is a legal name of a cell, too.
    std::string_view counts_zh, counts_en;
    FigureTime time = FigureTime::moment;
    RecordKind record = RecordKind::order;
    FigureSource source;
};

std::span<const FigureDefinition> catalogue();
const FigureDefinition* find_figure(std::string_view key);

struct NameMeaning {
    CellSource source = CellSource::left;
    std::string figure;
};
// What a cell's name means by itself: a figure's key or Chinese title, with _BY_COMMUNITY or _各社区 a column of them;
// report_date, area_name, recipient, reporter, community_name_BY_COMMUNITY and their Chinese words. Case does not count.
std::optional<NameMeaning> meaning_of(std::string_view name);

}  // namespace xiuhua::reports
