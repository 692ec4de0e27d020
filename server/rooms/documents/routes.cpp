#include "rooms/documents/routes.hpp"

#include "rooms/documents/actions.hpp"
#include "rooms/documents/permissions.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::size_t signature_body_max = 512 << 10;  // points_max points as JSON, and air.

Response pdf_response(Printout printout) {
    return {
        .status = 200,
        .content_type = "application/pdf",
        .body = std::move(printout.pdf),
        .file = {},
        .remove_file_after = false,
        .headers = {{"Content-Disposition", disposition("inline", "paper.pdf", printout.file_name)},
                    {"Cache-Control", "no-store"}}};
}

Response page_response(std::string html) {
    return {.status = 200,
            .content_type = "text/html; charset=utf-8",
            .body = std::move(html),
            .file = {},
            .remove_file_after = false,
            .headers = {{"Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
                         "base-uri 'none'; form-action 'none'"},
                        {"Cache-Control", "no-store"}}};
}

Response json_answer(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

void add_views(Router& router) {
    router.view<DocumentFilter, Page<DocumentRow>>(
        "GET /api/documents", read_permission,
        [](Context& context, const Request&, const DocumentFilter& filter) {
            return document_page(context, filter);
        });
    router.view<Nothing, DocumentView>(
        "GET /api/documents/{id}", read_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<DocumentView> {
            XH_TRY(id, request.path_id<DocumentId>("id"));
            return document_view(context, id);
        });
    router.view<Nothing, Page<TemplateRow>>(
        "GET /api/documents/templates", templates_permission,
        [](Context& context, const Request&, const Nothing&) { return template_page(context); });
    router.view<Nothing, Template>("GET /api/documents/templates/{kind}", templates_permission,
                                   [](Context& context, const Request& request, const Nothing&) {
                                       return template_view(context, request.path_text("kind"));
                                   });
    router.view<Nothing, VerificationView>(
        "GET /api/documents/verification/{code}", Access::anyone(),
        [](Context& context, const Request& request, const Nothing&) {
            return verification_view(context, request.path_text("code"));
        });
}

void add_acts(Router& router) {
    router.act<Nothing, DocumentView>(
        "POST /api/documents/{id}/handover", hand_over_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<DocumentView> {
            XH_TRY(id, request.path_id<DocumentId>("id"));
            return hand_over(context, id);
        });
    router.raw<Nothing, SignatureCommand, DocumentView>(
        "POST /api/documents/{id}/signature", sign_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<DocumentId>("id"));
            XH_TRY(command, json::parse<SignatureCommand>(request.body));
            const Asking asking{router.services(), viewer, request.request_id};
            XH_TRY(view, sign_paper(asking, id, command));
            return json_answer(json::write(view));
        },
        {.body_max = signature_body_max});
}

}  // namespace

void add_routes(Router& router) {
    add_printing_routes(router);
    add_scan_routes(router);
    add_draft_routes(router);
    add_views(router);
    add_acts(router);
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/documents/{id}/paper.pdf", print_permission,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<DocumentId>("id"));
            XH_TRY(printout, print_paper({router.services(), viewer, request.request_id}, id));
            return pdf_response(std::move(printout));
        },
        {.answer_type = "application/pdf"});
    router.raw<Nothing, Nothing, Nothing>(
        "GET /v/{code}", Access::anyone(),
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            Services& services = router.services();
            XH_TRY(view, services.db.read([&](Tx& tx) -> Result<VerificationView> {
                Context context{tx, viewer, services, services.clock.now(), request.request_id};
                return verification_view(context, request.path_text("code"));
            }));
            return page_response(verification_page(view, services.config.office.name));
        },
        {.answer_type = "text/html"});
}

}  // namespace xiuhua::documents
