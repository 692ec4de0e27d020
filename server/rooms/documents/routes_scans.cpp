#include "rooms/documents/actions_scans.hpp"
#include "rooms/documents/permissions.hpp"
#include "rooms/documents/routes.hpp"

namespace xiuhua::documents {
namespace {

Response json_of(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

void add_files(Router& router) {
    router.raw<ScanUpload, Nothing, ScanBatchView>(
        "POST /api/documents/scans", scan_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(upload, json::parse_parameters<ScanUpload>(request.query));
            XH_TRY(view, upload_scan({router.services(), viewer, request.request_id},
                                     request.upload, upload));
            return json_of(json::write(view));
        },
        {.upload = true});
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/documents/scan-pages/{id}/image.jpg", scan_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<ScanPageId>("id"));
            XH_TRY(jpeg, open_scan({router.services(), viewer, request.request_id}, id));
            Response response = json_of(std::move(jpeg));
            response.content_type = "image/jpeg";
            response.headers.emplace_back("Cache-Control", "no-store");
            return response;
        },
        {.answer_type = "image/jpeg"});
    router.raw<Nothing, AssignCommand, ScanPageRow>(
        "POST /api/documents/scan-pages/{id}/assignment", scan_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<ScanPageId>("id"));
            XH_TRY(command, json::parse<AssignCommand>(request.body));
            XH_TRY(row, assign_scan({router.services(), viewer, request.request_id}, id, command));
            return json_of(json::write(row));
        });
}

}  // namespace

void add_scan_routes(Router& router) {
    add_files(router);
    router.view<ScanBatchQuery, Page<ScanBatchView>>(
        "GET /api/documents/scans", scan_permission,
        [](Context& context, const Request&, const ScanBatchQuery& query) {
            return scan_batch_page(context, query);
        });
    router.view<Nothing, ScanBatchView>(
        "GET /api/documents/scans/{id}", scan_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<ScanBatchView> {
            XH_TRY(id, request.path_id<ScanBatchId>("id"));
            return scan_batch_view(context, id);
        });
    router.view<ScanPageQuery, Page<ScanPageRow>>(
        "GET /api/documents/scan-pages", scan_permission,
        [](Context& context, const Request&, const ScanPageQuery& query) {
            return scan_page_page(context, query);
        });
    router.act<ScanReason, ScanPageRow>("POST /api/documents/scan-pages/{id}/dismissal",
                                        scan_permission,
                                        [](Context& context, const Request& request,
                                           const ScanReason& reason) -> Result<ScanPageRow> {
                                            XH_TRY(id, request.path_id<ScanPageId>("id"));
                                            return dismiss_scan(context, id, reason);
                                        });
    router.act<ScanReason, ScanPageRow>("POST /api/documents/scan-pages/{id}/detachment",
                                        scan_permission,
                                        [](Context& context, const Request& request,
                                           const ScanReason& reason) -> Result<ScanPageRow> {
                                            XH_TRY(id, request.path_id<ScanPageId>("id"));
                                            return detach_scan(context, id, reason);
                                        });
}

}  // namespace xiuhua::documents
