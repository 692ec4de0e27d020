// Figures counted, traced and frozen, each through the room whose records they are.
#include "rooms/reports/actions.hpp"
#include "rooms/reports/actions_shared.hpp"

namespace xiuhua::reports {
namespace {

Page<TraceRow> page_of(std::vector<TraceRow> rows, int limit) {
    Page<TraceRow> page;
    page.items = std::move(rows);
    if (static_cast<int>(page.items.size()) > limit) {
        page.items.resize(static_cast<std::size_t>(limit));
        page.next = page.items.back().key;
    }
    return page;
}

int limit_of(const std::optional<int>& asked) {
    return std::clamp(asked.value_or(page_rows_default), 1, page_rows_max - 1);
}

Result<const FigureDefinition*> figure_called(std::string_view key) {
    const FigureDefinition* figure = find_figure(key);
    if (figure == nullptr) {
        return fail(ErrorCode::invalid, "reports.no_such_figure", "figure");
    }
    return figure;
}

// A paper's place is not kept by name with it.
Done name_places(Context& context, const std::vector<figures::Record>& records,
                 std::vector<TraceRow>& rows) {
    constexpr std::size_t building_digits = 20;
    std::map<std::string, std::string> names;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i].area_name.empty()) {
            continue;
        }
        const std::string code = records[i].area_code.substr(0, building_digits);
        if (!names.contains(code)) {
            XH_TRY(area, registry::find_area(context.tx, code));
            names[code] = area ? area->full_name : "";
        }
        rows[i].area_name = names[code];
    }
    return {};
}

std::string without_window(const std::string& key) {
    return key.substr(0, key.find('~'));
}

// The keys of a frozen figure in the order they were kept.
std::vector<std::string> kept_keys(const FrozenFigure& figure,
                                   const std::optional<std::string>& community) {
    std::vector<std::string> keys;
    for (const auto& [code, own] : figure.records) {
        if (!community || *community == code) {
            keys.insert(keys.end(), own.begin(), own.end());
        }
    }
    return keys;
}

Result<std::vector<TraceRow>> rows_of_keys(Context& context, RecordKind kind,
                                           const std::vector<std::string>& keys) {
    std::vector<std::string> ids;
    for (const std::string& key : keys) {
        ids.push_back(without_window(key));
    }
    XH_TRY(found, figures::records_of(context.tx, context.viewer.scope, all_records(kind), ids));
    std::vector<TraceRow> rows;
    std::vector<figures::Record> records;
    for (const std::string& key : keys) {
        const auto record = std::find_if(found.begin(), found.end(), [&](const auto& one) {
            return one.key == without_window(key);
        });
        if (record == found.end()) {
            TraceRow gone;
            gone.kind = kind;
            gone.key = key;
            gone.found = false;
            rows.push_back(gone);
            records.emplace_back();
            continue;
        }
        figures::Record shown = *record;
        shown.key = key;
        rows.push_back(trace_row(kind, shown));
        records.push_back(std::move(shown));
    }
    XH_DO(name_places(context, records, rows));
    return rows;
}

}  // namespace

Result<figures::Asked> asked_for(const std::string& area_code, Date day, Instant now) {
    XH_TRY(period, period_of(day, now));
    return figures::Asked{area_code, period.day, period.from, period.until};
}

Result<figures::Relation> relation_of(Context& context, const FigureDefinition& figure,
                                      const figures::Asked& asked) {
    return std::visit(
        [&](auto source) -> Result<figures::Relation> {
            using Source = decltype(source);
            if constexpr (std::is_same_v<Source, registry::RegisterFigure>) {
                return registry::figure_records(source, asked);
            } else if constexpr (std::is_same_v<Source, documents::PaperFigure>) {
                return documents::figure_records(source, asked);
            } else if constexpr (std::is_same_v<Source, isolation::FigureOfReports>) {
                return isolation::figure_records(context, source, asked);
            } else {
                return isolation::figure_records(source, asked);
            }
        },
        figure.source);
}

figures::Relation all_records(RecordKind kind) {
    switch (kind) {
        case RecordKind::person:
            return registry::register_records(registry::RegisterRecord::person);
        case RecordKind::household:
            return registry::register_records(registry::RegisterRecord::household);
        case RecordKind::order:
        case RecordKind::health_report:
            return isolation::isolation_records(isolation::IsolationRecord::order);
        case RecordKind::alert:
            return isolation::isolation_records(isolation::IsolationRecord::alert);
        case RecordKind::visit:
            return isolation::isolation_records(isolation::IsolationRecord::visit);
        case RecordKind::paper:
            return documents::paper_records();
    }
    return {};
}

Result<std::vector<CountedFigure>> count_figures(Context& context,
                                                 const std::vector<std::string>& keys,
                                                 const figures::Asked& asked) {
    std::vector<CountedFigure> counted;
    for (const std::string& key : keys) {
        XH_TRY(figure, figure_called(key));
        XH_TRY(relation, relation_of(context, *figure, asked));
        XH_TRY(counts, figures::count(context.tx, context.viewer.scope, relation, asked.area_code));
        CountedFigure one{key, 0, {}};
        for (const figures::Count& count : counts) {
            one.communities[count.community] = count.records;
            one.value += count.records;
        }
        counted.push_back(std::move(one));
    }
    return counted;
}

Result<FrozenFigure> freeze(Context& context, const CountedFigure& figure,
                            const figures::Asked& asked) {
    XH_TRY(definition, figure_called(figure.key));
    XH_TRY(relation, relation_of(context, *definition, asked));
    FrozenFigure frozen{figure, 0, {}};
    XH_TRY(records, figures::records(context.tx, context.viewer.scope, relation,
                                     {asked.area_code, "", records_kept_max}));
    for (const figures::Record& record : records) {
        frozen.records[record.area_code.substr(0, figures::community_digits)].push_back(record.key);
    }
    frozen.records_kept = static_cast<std::int64_t>(records.size());
    return frozen;
}

Result<Page<TraceRow>> trace(Context& context, const TraceQuery& query) {
    XH_TRY(figure, figure_called(query.figure));
    XH_TRY(area, area_to_report(context, query.area));
    XH_TRY(asked, asked_for(area.code, query.day, context.now));
    XH_TRY(relation, relation_of(context, *figure, asked));
    const std::string community = query.community.value_or("");
    if (!community.empty() && !community.starts_with(area.code) &&
        !area.code.starts_with(community)) {
        return fail(ErrorCode::not_found, "reports.area_not_found", "community");
    }
    const int limit = limit_of(query.limit);
    // The narrower of the two: a grid's report has its community's row.
    const std::string within = community.size() > area.code.size() ? community : area.code;
    XH_TRY(records, figures::records(context.tx, context.viewer.scope, relation,
                                     {within, query.after.value_or(""), limit + 1}));
    std::vector<TraceRow> rows;
    for (const figures::Record& record : records) {
        rows.push_back(trace_row(figure->record, record));
    }
    XH_DO(name_places(context, records, rows));
    return page_of(std::move(rows), limit);
}

Result<Page<TraceRow>> trace_report(Context& context, UpwardReportId id,
                                    const FrozenTraceQuery& query) {
    XH_TRY(report, report_in_scope(context, id));
    XH_TRY(frozen, store::figure_of(context.tx, id, query.figure));
    XH_TRY(figure, figure_called(query.figure));
    if (!frozen) {
        return fail(ErrorCode::not_found, "reports.no_such_figure", "figure");
    }
    const std::vector<std::string> keys = kept_keys(*frozen, query.community);
    auto first = keys.begin();
    if (query.after && !query.after->empty()) {
        const auto last = std::find(keys.begin(), keys.end(), *query.after);
        first = last == keys.end() ? last : last + 1;
    }
    const int limit = limit_of(query.limit);
    const auto left = keys.end() - first;
    const std::vector<std::string> wanted{first, first + std::min<std::ptrdiff_t>(left, limit + 1)};
    XH_TRY(rows, rows_of_keys(context, figure->record, wanted));
    return page_of(std::move(rows), limit);
}

}  // namespace xiuhua::reports
