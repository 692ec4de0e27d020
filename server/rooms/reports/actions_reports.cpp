#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/reports/actions_shared.hpp"

namespace xiuhua::reports {
namespace {

Result<std::vector<ReportCommunity>> communities_of(Context& context, const std::string& area) {
    XH_TRY(areas, registry::communities_of(context.tx, area));
    std::vector<ReportCommunity> communities;
    for (const registry::Area& community : areas) {
        communities.push_back({community.code, community.name});
    }
    return communities;
}

Result<ReportFormVersion> version_to_report(Context& context, const ReportForm& form) {
    if (form.retired) {
        return fail(ErrorCode::conflict, "reports.form_retired");
    }
    XH_TRY(version, store::version(context.tx, form.id, form.newest));
    if (!version) {
        return fail(ErrorCode::internal, "reports.form_not_found");
    }
    if (!unsaid(version->cells).empty()) {
        return fail(ErrorCode::conflict, "reports.mapping_incomplete", "form");
    }
    return std::move(*version);
}

Result<ReportForm> form_called(Context& context, ReportFormId id) {
    XH_TRY(form, store::form(context.tx, id));
    if (!form) {
        return fail(ErrorCode::not_found, "reports.form_not_found", "form");
    }
    return std::move(*form);
}

Result<UpwardReportRow> row_of(Context& context, const UpwardReport& report) {
    XH_TRY(next, store::successor(context.tx, report.id));
    return report_row(report, next ? std::optional{next->id} : std::nullopt);
}

// A report that the viewer may know of; another's looks like not there.
Result<std::optional<UpwardReportRow>> row_of(Context& context,
                                              const std::optional<UpwardReportId>& id) {
    if (!id) {
        return std::optional<UpwardReportRow>{};
    }
    XH_TRY(found, store::report(context.tx, context.viewer.scope, *id));
    if (!found) {
        return std::optional<UpwardReportRow>{};
    }
    XH_TRY(row, row_of(context, *found));
    return std::optional{std::move(row)};
}

std::optional<std::int64_t> value_in(const std::vector<FrozenFigure>& figures,
                                     std::string_view key) {
    for (const FrozenFigure& figure : figures) {
        if (figure.counted.key == key) {
            return figure.counted.value;
        }
    }
    return std::nullopt;
}

// Reports of the same form and area are compared; a correction with the one it replaces.
Result<std::optional<UpwardReport>> compared_with(Context& context, const store::Slot& slot,
                                                  const std::optional<UpwardReport>& standing) {
    if (standing) {
        return standing;
    }
    return store::standing_before(context.tx, slot);
}

Done audit_report(Context& context, const UpwardReport& report, std::string_view action) {
    const std::map<std::string, std::string> facts{
        {"number", report.number},
        {"day", to_text(report.day)},
        {"form_version", std::to_string(report.form_number)},
        {"digest", report.digest}};
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::string{action},
                          .subject_kind = "upward_report",
                          .subject = to_text(report.id),
                          .person = {},
                          .area_code = report.area_code,
                          .reason = "",
                          .facts = {json::write(facts)}});
}

// Only the report that stands may be replaced, by one of its own kind, place and day.
Done check_replacement(Context& context, const UpwardReport& report) {
    XH_TRY(standing, store::standing(context.tx, {report.form, report.area_code, report.day}));
    if (!report.replaces) {
        return standing ? fail(ErrorCode::conflict, "reports.already_reported", "replaces")
                        : Done{};
    }
    XH_TRY(replaced, store::report(context.tx, context.viewer.scope, *report.replaces));
    if (!replaced || replaced->form != report.form || replaced->area_code != report.area_code ||
        replaced->day != report.day) {
        return fail(ErrorCode::invalid, "reports.replaces_other", "replaces");
    }
    if (!standing || standing->id != *report.replaces) {
        return fail(ErrorCode::conflict, "reports.replaced_already", "replaces");
    }
    return {};
}

}  // namespace

Result<registry::Area> area_to_report(Context& context, const std::string& code) {
    XH_TRY(area, registry::find_area(context.tx, code));
    if (!area || !context.viewer.scope.covers(code)) {
        return fail(ErrorCode::not_found, "reports.area_not_found", "area");
    }
    if (area->level > registry::AreaLevel::grid) {
        return fail(ErrorCode::invalid, "reports.area_too_small", "area");
    }
    return std::move(*area);
}

Result<UpwardReport> report_in_scope(Context& context, UpwardReportId id) {
    XH_TRY(found, store::report(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "reports.report_not_found");
    }
    return std::move(*found);
}

Result<ReportPreview> preview(Context& context, const PreviewQuery& query) {
    XH_TRY(form, form_called(context, query.form));
    XH_TRY(version, version_to_report(context, form));
    XH_TRY(area, area_to_report(context, query.area));
    XH_TRY(asked, asked_for(area.code, query.day, context.now));
    XH_TRY(row, form_row(context, form));
    XH_TRY(communities, communities_of(context, area.code));
    XH_TRY(counted, count_figures(context, figures_used(version.cells), asked));
    const store::Slot slot{form.id, area.code, query.day};
    XH_TRY(standing, store::standing(context.tx, slot));
    XH_TRY(before, compared_with(context, slot, standing));
    ReportPreview view;
    view.form = std::move(row);
    view.day = query.day;
    view.moment = std::min(asked.until, context.now);
    view.area_code = area.code;
    view.area_name = area.full_name.empty() ? area.name : area.full_name;
    const auto fills = fills_of(version.cells, counted, communities,
                                {query.day, view.area_name, "", context.viewer.name, {}});
    view.cells = written_cells(version.cells, fills);
    std::vector<FrozenFigure> earlier;
    if (before) {
        XH_TRY(found, store::figures_of(context.tx, before->id));
        earlier = std::move(found);
        XH_TRY(before_row, row_of(context, *before));
        view.before = std::move(before_row);
    }
    if (standing) {
        XH_TRY(standing_row, row_of(context, *standing));
        view.standing = std::move(standing_row);
    }
    for (CountedFigure& figure : counted) {
        view.figures.push_back({figure.key, figure.value, std::move(figure.communities),
                                std::min<std::int64_t>(figure.value, records_kept_max),
                                value_in(earlier, figure.key), figure.value});
    }
    view.communities = std::move(communities);
    return view;
}

Result<MadeReport> make_report(Context& context, const ReportCommand& command) {
    XH_TRY(form, form_called(context, command.form));
    XH_TRY(version, version_to_report(context, form));
    if (version.number != command.form_number) {
        return fail(ErrorCode::conflict, "reports.form_moved", "form_number");
    }
    XH_DO(check_line(command.recipient, "recipient"));
    const std::string note = trim(command.note.value_or(""));
    if (!note.empty()) {
        XH_DO(check_line(note, "note"));
    }
    XH_DO(check_hand(version.cells, command.hand));
    XH_TRY(area, area_to_report(context, command.area));
    XH_TRY(asked, asked_for(area.code, command.day, context.now));
    XH_TRY(counted, count_figures(context, figures_used(version.cells), asked));
    XH_DO(check_seen(counted, command.seen));

    MadeReport made;
    UpwardReport& report = made.report;
    report.id = new_id<UpwardReportId>(context.now);
    report.form = form.id;
    report.form_number = version.number;
    report.form_title = form.title;
    report.area_code = area.code;
    report.area_name = area.full_name.empty() ? area.name : area.full_name;
    report.day = command.day;
    report.moment = std::min(asked.until, context.now);
    report.recipient = trim(command.recipient);
    report.note = note;
    report.replaces = command.replaces;
    report.made_by = context.viewer.user;
    report.made_by_name = context.viewer.name;
    report.made_at = context.now;
    XH_TRY(communities, communities_of(context, area.code));
    report.communities = std::move(communities);
    for (const CountedFigure& figure : counted) {
        XH_TRY(frozen, freeze(context, figure, asked));
        made.figures.push_back(std::move(frozen));
    }
    const auto fills = fills_of(
        version.cells, counted, report.communities,
        {report.day, report.area_name, report.recipient, report.made_by_name, command.hand});
    report.cells = written_cells(version.cells, fills);
    XH_TRY(file, store::version_file(context.tx, form.id, version.number));
    XH_TRY(filled, spreadsheet::fill_form(file.value_or(Bytes{}).data, fills));
    made.file = std::move(filled);
    report.digest = crypto::digest(made.file);
    report.size = static_cast<std::int64_t>(made.file.size());
    return made;
}

Result<UpwardReportRow> keep_report(Context& context, const MadeReport& made) {
    UpwardReport report = made.report;
    XH_TRY(form, form_called(context, report.form));
    if (form.retired || form.newest != report.form_number) {
        return fail(ErrorCode::conflict, "reports.form_moved", "form_number");
    }
    XH_DO(check_replacement(context, report));
    const store::Slot slot{report.form, report.area_code, report.day};
    XH_TRY(standing, store::standing(context.tx, slot));
    XH_TRY(before, compared_with(context, slot, standing));
    report.compared_with = before ? std::optional{before->id} : std::nullopt;
    const int year =
        static_cast<int>(std::chrono::year_month_day{office_date(report.made_at)}.year());
    XH_TRY(number, store::next_number(context.tx, year));
    report.number = number;
    XH_DO(store::insert(context.tx, report, Bytes{made.file}));
    for (const FrozenFigure& figure : made.figures) {
        XH_DO(store::insert(context.tx, report.id, figure));
    }
    XH_DO(audit_report(context, report, "reports.report"));
    Event event;
    event.kind = "reports.reported";
    event.subject = to_text(report.id);
    event.area_code = report.area_code;
    XH_DO(outbox::append(context.tx, context.now, event));
    return report_row(report, std::nullopt);
}

Result<Page<UpwardReportRow>> report_page(Context& context, const ReportFilter& filter) {
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    if (filter.after && !filter.after->empty() && !parse_uuid(*filter.after)) {
        return fail(ErrorCode::invalid, "reports.bad_cursor", "after");
    }
    XH_TRY(reports, store::list(context.tx, context.viewer.scope,
                                {filter.form, filter.area, filter.day, filter.after.value_or(""),
                                 limit + 1}));
    Page<UpwardReportRow> page;
    for (const UpwardReport& report : reports) {
        if (static_cast<int>(page.items.size()) == limit) {
            page.next = to_text(page.items.back().id);
            break;
        }
        XH_TRY(row, row_of(context, report));
        page.items.push_back(std::move(row));
    }
    return page;
}

Result<UpwardReportView> report_view(Context& context, UpwardReportId id) {
    XH_TRY(report, report_in_scope(context, id));
    XH_TRY(frozen, store::figures_of(context.tx, id));
    std::vector<std::string> keys;
    for (const FigureDefinition& figure :
         catalogue()) {  // In its order; what it has dropped is left out.
        if (value_in(frozen, figure.key)) {
            keys.emplace_back(figure.key);
        }
    }
    XH_TRY(asked, asked_for(report.area_code, report.day, context.now));
    XH_TRY(now, count_figures(context, keys, asked));
    UpwardReportView view;
    XH_TRY(row, row_of(context, report));
    view.report = std::move(row);
    XH_TRY(before, row_of(context, report.compared_with));
    XH_TRY(replaces, row_of(context, report.replaces));
    XH_TRY(replaced_by, row_of(context, view.report.replaced_by));
    view.before = std::move(before);
    view.replaces = std::move(replaces);
    view.replaced_by = std::move(replaced_by);
    std::vector<FrozenFigure> earlier;
    if (view.before) {
        XH_TRY(found, store::figures_of(context.tx, view.before->id));
        earlier = std::move(found);
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto own = std::find_if(frozen.begin(), frozen.end(), [&](const auto& figure) {
            return figure.counted.key == keys[i];
        });
        view.figures.push_back({keys[i], own->counted.value, own->counted.communities,
                                own->records_kept, value_in(earlier, keys[i]), now[i].value});
        view.agrees = view.agrees && own->counted.value == now[i].value &&
                      own->counted.communities == now[i].communities;
    }
    view.communities = std::move(report.communities);
    view.cells = std::move(report.cells);
    return view;
}

Result<NamedFile> report_file(Context& context, UpwardReportId id) {
    XH_TRY(report, report_in_scope(context, id));
    XH_TRY(file, store::report_file(context.tx, context.viewer.scope, id));
    XH_DO(audit_report(context, report, "reports.download"));
    return NamedFile{report.form_title + " " + to_text(report.day) + ".xlsx",
                     std::move(file.value_or(Bytes{}).data)};
}

}  // namespace xiuhua::reports
