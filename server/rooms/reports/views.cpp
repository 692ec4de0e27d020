#include "rooms/reports/views.hpp"

#include "kernel/mask.hpp"

namespace xiuhua::reports {

std::vector<FigureRow> figure_rows() {
    std::vector<FigureRow> rows;
    for (const FigureDefinition& figure : catalogue()) {
        rows.push_back({std::string{figure.key}, std::string{figure.zh}, std::string{figure.en},
                        std::string{figure.counts_zh}, std::string{figure.counts_en}, figure.time,
                        figure.record});
    }
    return rows;
}

UpwardReportRow report_row(const UpwardReport& r,
                           const std::optional<UpwardReportId>& replaced_by) {
    return {r.id,        r.number, r.form,   r.form_number, r.form_title, r.area_code,
            r.area_name, r.day,    r.moment, r.recipient,   r.note,       r.made_by_name,
            r.made_at,   r.digest, r.size,   r.replaces,    replaced_by};
}

TraceRow trace_row(RecordKind kind, const figures::Record& record) {
    const auto split = record.key.find('~');
    TraceRow row;
    row.kind = kind;
    row.key = record.key;
    row.number = record.number;
    row.window = split == std::string::npos ? std::string{} : record.key.substr(split + 1);
    row.order = record.order;
    row.person = record.person;
    row.name_masked = mask_name(record.person_name);
    row.area_name = record.area_name;
    row.at = record.at;
    return row;
}

}  // namespace xiuhua::reports
