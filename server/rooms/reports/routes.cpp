#include "rooms/reports/routes.hpp"

#include <charconv>
#include <fstream>
#include <iterator>

#include "platform/http/disposition.hpp"
#include "platform/http/keyed_act.hpp"
#include "rooms/reports/actions.hpp"
#include "rooms/reports/permissions.hpp"

namespace xiuhua::reports {
namespace {

constexpr std::string_view xlsx_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Response json_of(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

Response xlsx_of(NamedFile file) {
    Response response;
    response.content_type = std::string{xlsx_type};
    response.body = std::move(file.bytes);
    response.headers = {
        {"Content-Disposition", disposition("attachment", "report.xlsx", file.name)},
        {"Cache-Control", "no-store"}};
    return response;
}

Result<FormFile> uploaded(const Request& request) {
    XH_TRY(upload, json::parse_parameters<FormUpload>(request.query));
    std::error_code unreadable;
    const auto size = std::filesystem::file_size(request.upload, unreadable);
    if (!unreadable && size > spreadsheet::FormLimits{}.file_bytes_max) {
        return fail(ErrorCode::too_large, "spreadsheet.too_large", "file");
    }
    std::ifstream in{request.upload, std::ios::binary};
    return FormFile{upload.title.value_or(""),
                    upload.file_name,
                    {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}}};
}

// The file is read before the transaction: it may be hostile, and the one writer does not wait for it.
template <typename F>
Result<Response> take_file(Router& router, const Request& request, const Viewer& viewer, F keep) {
    Services& services = router.services();
    XH_TRY(file, uploaded(request));
    XH_TRY(names, names_in(file));
    XH_TRY(view, services.db.write([&](Tx& tx) -> Result<ReportFormView> {
        Context context{tx, viewer, services, services.clock.now(), request.request_id};
        return keep(context, file, names);
    }));
    return json_of(json::write(view));
}

void add_form_files(Router& router) {
    router.raw<FormUpload, Nothing, ReportFormView>(
        "POST /api/reports/forms", forms_permission,
        [&router](const Request& request, const Viewer& viewer) {
            return take_file(router, request, viewer, add_form);
        },
        {.upload = true});
    router.raw<FormUpload, Nothing, ReportFormView>(
        "POST /api/reports/forms/{id}/versions", forms_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<ReportFormId>("id"));
            return take_file(
                router, request, viewer,
                [id](Context& context, const FormFile& file, const spreadsheet::FormNames& names) {
                    return add_version(context, id, file, names);
                });
        },
        {.upload = true});
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/reports/forms/{id}/versions/{number}/form.xlsx", read_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<ReportFormId>("id"));
            const std::string text = request.path_text("number");
            int number = 0;
            std::from_chars(text.data(), text.data() + text.size(), number);
            Services& services = router.services();
            XH_TRY(file, services.db.read([&](Tx& tx) -> Result<NamedFile> {
                Context context{tx, viewer, services, services.clock.now(), request.request_id};
                return form_file(context, id, number);
            }));
            return xlsx_of(std::move(file));
        },
        {.answer_type = xlsx_type});
}

void add_forms(Router& router) {
    router.view<Nothing, std::vector<FigureRow>>(
        "GET /api/reports/figures", read_permission,
        [](Context&, const Request&, const Nothing&) -> Result<std::vector<FigureRow>> {
            return figure_rows();
        });
    router.view<Nothing, Page<ReportFormRow>>(
        "GET /api/reports/forms", read_permission,
        [](Context& context, const Request&, const Nothing&) { return form_page(context); });
    router.view<Nothing, ReportFormView>(
        "GET /api/reports/forms/{id}", read_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<ReportFormView> {
            XH_TRY(id, request.path_id<ReportFormId>("id"));
            return form_view(context, id);
        });
    router.act<FormMapping, ReportFormView>(
        "POST /api/reports/forms/{id}/mapping", forms_permission,
        [](Context& context, const Request& request,
           const FormMapping& mapping) -> Result<ReportFormView> {
            XH_TRY(id, request.path_id<ReportFormId>("id"));
            return map_cells(context, id, mapping);
        });
    router.act<FormStep, ReportFormView>("POST /api/reports/forms/{id}/retirement",
                                         forms_permission,
                                         [](Context& context, const Request& request,
                                            const FormStep& step) -> Result<ReportFormView> {
                                             XH_TRY(id, request.path_id<ReportFormId>("id"));
                                             return retire_form(context, id, step);
                                         });
}

// Counted and written on a snapshot, kept in a transaction of its own.
Result<Response> report(Router& router, const Request& request, const Viewer& viewer) {
    Services& services = router.services();
    XH_TRY(command, json::parse<ReportCommand>(request.body));
    const Instant now = services.clock.now();
    XH_TRY(made, services.db.read([&](Tx& tx) -> Result<MadeReport> {
        Context context{tx, viewer, services, now, request.request_id};
        return make_report(context, command);
    }));
    return keyed_act({services, request, viewer, "/api/reports"},
                     [&](Context& context) -> Result<std::string> {
                         XH_TRY(row, keep_report(context, made));
                         return json::write(row);
                     });
}

void add_reports(Router& router) {
    router.view<PreviewQuery, ReportPreview>(
        "GET /api/reports/preview", make_permission,
        [](Context& context, const Request&, const PreviewQuery& query) {
            return preview(context, query);
        });
    router.view<TraceQuery, Page<TraceRow>>(
        "GET /api/reports/trace", trace_permission,
        [](Context& context, const Request&, const TraceQuery& query) {
            return trace(context, query);
        });
    router.raw<Nothing, ReportCommand, UpwardReportRow>(
        "POST /api/reports", make_permission,
        [&router](const Request& request, const Viewer& viewer) {
            return report(router, request, viewer);
        });
    router.view<ReportFilter, Page<UpwardReportRow>>(
        "GET /api/reports", read_permission,
        [](Context& context, const Request&, const ReportFilter& filter) {
            return report_page(context, filter);
        });
    router.view<Nothing, UpwardReportView>(
        "GET /api/reports/{id}", read_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<UpwardReportView> {
            XH_TRY(id, request.path_id<UpwardReportId>("id"));
            return report_view(context, id);
        });
    router.view<FrozenTraceQuery, Page<TraceRow>>(
        "GET /api/reports/{id}/trace", trace_permission,
        [](Context& context, const Request& request,
           const FrozenTraceQuery& query) -> Result<Page<TraceRow>> {
            XH_TRY(id, request.path_id<UpwardReportId>("id"));
            return trace_report(context, id, query);
        });
}

}  // namespace

void add_routes(Router& router) {
    add_form_files(router);
    add_forms(router);
    add_reports(router);
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/reports/{id}/report.xlsx", read_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<UpwardReportId>("id"));
            Services& services = router.services();
            // The file is given only after the log of giving it is kept.
            XH_TRY(file, services.db.write([&](Tx& tx) -> Result<NamedFile> {
                Context context{tx, viewer, services, services.clock.now(), request.request_id};
                return report_file(context, id);
            }));
            return xlsx_of(std::move(file));
        },
        {.answer_type = xlsx_type});
}

}  // namespace xiuhua::reports
