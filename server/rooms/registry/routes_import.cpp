#include "rooms/registry/actions_import.hpp"
#include "rooms/registry/permissions.hpp"
#include "rooms/registry/routes.hpp"

namespace xiuhua::registry {
namespace {

constexpr std::string_view xlsx_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

void add_file_routes(Router& router) {
    Services& services = router.services();
    router.raw<ImportUpload, Nothing, ImportView>(
        "POST /api/registry/imports", import_people,
        [&services](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(upload, json::parse_parameters<ImportUpload>(request.query));
            XH_TRY(view,
                   upload_import({services, viewer, request.request_id}, request.upload, upload));
            Response response;
            response.body = json::write(view);
            return response;
        },
        {.upload = true});
    router.raw<Nothing, ImportMappingForm, ImportPreview>(
        "POST /api/registry/imports/{id}/mapping", import_people,
        [&services](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(form, json::parse<ImportMappingForm>(request.body));
            XH_TRY(preview, map_import({services, viewer, request.request_id},
                                       request.path_text("id"), form));
            Response response;
            response.body = json::write(preview);
            return response;
        });
    router.raw<Nothing, Nothing, Nothing>(
        "GET /api/registry/imports/{id}/errors.xlsx", import_people,
        [&services](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(path, write_import_errors({services, viewer, request.request_id},
                                             request.path_text("id")));
            Response response;
            response.content_type = std::string{xlsx_type};
            response.file = path;
            response.remove_file_after = true;
            response.headers.emplace_back("Content-Disposition",
                                          "attachment; filename=\"errors.xlsx\"");
            return response;
        },
        {.answer_type = xlsx_type});
}

}  // namespace

void add_import_routes(Router& router) {
    add_file_routes(router);
    router.view<Nothing, Page<ImportView>>(
        "GET /api/registry/imports", import_people,
        [](Context& context, const Request&, const Nothing&) { return list_imports(context); });
    router.view<Nothing, ImportView>("GET /api/registry/imports/{id}", import_people,
                                     [](Context& context, const Request& request, const Nothing&) {
                                         return see_import(context, request.path_text("id"));
                                     });
    router.act<ImportStart, ImportView>(
        "POST /api/registry/imports/{id}/start", import_people,
        [](Context& context, const Request& request, const ImportStart& start) {
            return start_import(context, request.path_text("id"), start);
        });
    router.act<Nothing, ImportView>("POST /api/registry/imports/{id}/cancel", import_people,
                                    [](Context& context, const Request& request, const Nothing&) {
                                        return cancel_import(context, request.path_text("id"));
                                    });
    router.act<Nothing, ImportView>("POST /api/registry/imports/{id}/undo", import_people,
                                    [](Context& context, const Request& request, const Nothing&) {
                                        return undo_import(context, request.path_text("id"));
                                    });
    router.view<ImportPageQuery, Page<ImportTwinView>>(
        "GET /api/registry/imports/{id}/duplicates", import_people,
        [](Context& context, const Request& request, const ImportPageQuery& query) {
            return list_import_twins(context, request.path_text("id"), query);
        });
}

}  // namespace xiuhua::registry
