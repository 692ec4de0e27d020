#include "rooms/documents/actions_printing.hpp"
#include "rooms/documents/permissions.hpp"
#include "rooms/documents/routes.hpp"

namespace xiuhua::documents {
namespace {

Response file_response(RunFile file) {
    const bool is_pdf = file.content_type == "application/pdf";
    return {.status = 200,
            .content_type = file.content_type,
            .body = std::move(file.bytes),
            .file = {},
            .remove_file_after = false,
            .headers = {{"Content-Disposition",
                         disposition(is_pdf ? "inline" : "attachment",
                                     is_pdf ? "papers.pdf" : "papers.zip", file.file_name)},
                        {"Cache-Control", "no-store"}}};
}

void add_run_acts(Router& router) {
    router.act<RunCommand, PrintRunView>(
        "POST /api/documents/runs", print_many_permission,
        [](Context& context, const Request&, const RunCommand& command) {
            return start_run(context, command);
        });
    router.act<Nothing, PrintRunView>(
        "POST /api/documents/runs/{id}/cancellation", print_many_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<PrintRunView> {
            XH_TRY(id, request.path_id<PrintRunId>("id"));
            return cancel_run(context, id);
        });
    router.act<Nothing, PrintRunView>(
        "POST /api/documents/runs/{id}/printed", print_many_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<PrintRunView> {
            XH_TRY(id, request.path_id<PrintRunId>("id"));
            return mark_run_printed(context, id);
        });
    router.act<RepeatCommand, PrintRunView>(
        "POST /api/documents/runs/{id}/repetition", print_many_permission,
        [](Context& context, const Request& request,
           const RepeatCommand& command) -> Result<PrintRunView> {
            XH_TRY(id, request.path_id<PrintRunId>("id"));
            return repeat_run(context, id, command);
        });
    router.act<RequeueCommand, RequeueResult>(
        "POST /api/documents/print-queue", print_many_permission,
        [](Context& context, const Request&, const RequeueCommand& command) {
            return requeue_papers(context, command);
        });
}

}  // namespace

void add_printing_routes(Router& router) {
    router.view<QueueQuery, Page<PrintQueueRow>>(
        "GET /api/documents/print-queue", print_many_permission,
        [](Context& context, const Request&, const QueueQuery& query) {
            return print_queue(context, query);
        });
    router.view<RunQuery, Page<PrintRunView>>(
        "GET /api/documents/runs", print_many_permission,
        [](Context& context, const Request&, const RunQuery& query) {
            return run_page(context, query);
        });
    router.view<Nothing, PrintRunView>(
        "GET /api/documents/runs/{id}", print_many_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<PrintRunView> {
            XH_TRY(id, request.path_id<PrintRunId>("id"));
            return run_view(context, id);
        });
    router.view<RunQuery, Page<RunFailureRow>>(
        "GET /api/documents/runs/{id}/failures", print_many_permission,
        [](Context& context, const Request& request,
           const RunQuery& query) -> Result<Page<RunFailureRow>> {
            XH_TRY(id, request.path_id<PrintRunId>("id"));
            return run_failures(context, id, query);
        });
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/documents/runs/{id}/file", print_many_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<PrintRunId>("id"));
            XH_TRY(file, fetch_run({router.services(), viewer, request.request_id}, id));
            return file_response(std::move(file));
        },
        {.answer_type = "application/octet-stream"});
    add_run_acts(router);
}

}  // namespace xiuhua::documents
