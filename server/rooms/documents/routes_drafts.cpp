#include "rooms/documents/actions_drafts.hpp"
#include "rooms/documents/permissions.hpp"
#include "rooms/documents/routes.hpp"

namespace xiuhua::documents {
namespace {

using Step = Result<DraftView> (*)(Context&, TemplateDraftId, const DraftStep&);

void add_step(Router& router, std::string_view route, const Permission& permission, Step step) {
    router.act<DraftStep, DraftView>(route, permission,
                                     [step](Context& context, const Request& request,
                                            const DraftStep& command) -> Result<DraftView> {
                                         XH_TRY(id, request.path_id<TemplateDraftId>("id"));
                                         return step(context, id, command);
                                     });
}

void add_preview(Router& router) {
    router.raw<Nothing, PreviewCommand, Nothing>(
        "POST /api/documents/template-drafts/preview", templates_permission,
        [&router](const Request& request, const Viewer&) -> Result<Response> {
            XH_TRY(command, json::parse<PreviewCommand>(request.body));
            XH_TRY(pdf, preview_paper(router.services(), command.form));
            Response response;
            response.content_type = "application/pdf";
            response.body = std::move(pdf);
            response.headers.emplace_back("Cache-Control", "no-store");
            return response;
        },
        {.answer_type = "application/pdf"});
}

}  // namespace

void add_draft_routes(Router& router) {
    router.view<Nothing, Page<DraftRow>>(
        "GET /api/documents/template-drafts", templates_permission,
        [](Context& context, const Request&, const Nothing&) { return draft_page(context); });
    router.view<Nothing, DraftView>(
        "GET /api/documents/template-drafts/{id}", templates_permission,
        [](Context& context, const Request& request, const Nothing&) -> Result<DraftView> {
            XH_TRY(id, request.path_id<TemplateDraftId>("id"));
            return draft_view(context, id);
        });
    router.act<DraftStart, DraftView>(
        "POST /api/documents/template-drafts", write_templates_permission,
        [](Context& context, const Request&, const DraftStart& start) {
            return begin_draft(context, start);
        });
    router.act<DraftChange, DraftView>("PUT /api/documents/template-drafts/{id}",
                                       write_templates_permission,
                                       [](Context& context, const Request& request,
                                          const DraftChange& change) -> Result<DraftView> {
                                           XH_TRY(id, request.path_id<TemplateDraftId>("id"));
                                           return change_draft(context, id, change);
                                       });
    add_preview(router);
    add_step(router, "POST /api/documents/template-drafts/{id}/submission",
             write_templates_permission, submit_draft);
    add_step(router, "POST /api/documents/template-drafts/{id}/withdrawal",
             write_templates_permission, withdraw_draft);
    add_step(router, "POST /api/documents/template-drafts/{id}/approval",
             approve_templates_permission, approve_draft);
    add_step(router, "POST /api/documents/template-drafts/{id}/refusal",
             approve_templates_permission, refuse_draft);
}

}  // namespace xiuhua::documents
