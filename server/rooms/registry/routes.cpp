#include "rooms/registry/routes.hpp"

#include <fmt/format.h>

#include "platform/host/services.hpp"
#include "rooms/registry/actions.hpp"
#include "rooms/registry/permissions.hpp"

namespace xiuhua::registry {
namespace {

constexpr std::string_view xlsx_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view csv_type = "text/csv";  // Its encoding stands in its first bytes.

void add_area_routes(Router& router) {
    router.view<AreaQuery, Page<Area>>(
        "GET /api/registry/areas", read_areas,
        [](Context& context, const Request&, const AreaQuery& query) {
            return list_areas(context, query);
        },
        {.impersonal = true});
    router.view<Nothing, Area>("GET /api/registry/areas/{code}", read_areas,
                               [](Context& context, const Request& request, const Nothing&) {
                                   return see_area(context, request.path_text("code"));
                               },
                               {.impersonal = true});
    router.act<AreaForm, Area>("POST /api/registry/areas", write_areas,
                               [](Context& context, const Request&, const AreaForm& form) {
                                   return make_area(context, form);
                               });
}

struct ExportRoute {
    std::string_view route;
    ExportFormat format;
    std::string_view type, filename;
};

void add_export_route(Router& router, const ExportRoute& exported) {
    Services& services = router.services();
    router.raw<ExportQuery, Nothing, Nothing>(
        exported.route, export_people,
        [&services, exported](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(query, json::parse_parameters<ExportQuery>(request.query));
            XH_TRY(path,
                   write_export({services, viewer, request.request_id}, query, exported.format));
            Response response;
            response.content_type = std::string{exported.type};
            response.file = path;
            response.remove_file_after = true;
            response.headers.emplace_back(
                "Content-Disposition",
                fmt::format("attachment; filename=\"{}\"", exported.filename));
            return response;
        },
        {.answer_type = exported.type});
}

}  // namespace

void add_people_routes(Router& router) {
    add_area_routes(router);
    router.view<PeopleQuery, Page<PersonRow>>(
        "GET /api/registry/people", read,
        [](Context& context, const Request&, const PeopleQuery& query) {
            return list_people(context, query);
        });
    router.view<Nothing, PersonView>(
        "GET /api/registry/people/{id}", read,
        [](Context& context, const Request& request, const Nothing&) -> Result<PersonView> {
            XH_TRY(id, request.path_id<PersonId>("id"));
            return see_person(context, id);
        });
    router.act<PersonForm, PersonView>(
        "POST /api/registry/people", write,
        [](Context& context, const Request&, const PersonForm& form) {
            return register_person(context, form);
        });
    router.act<PersonChanges, PersonView>("POST /api/registry/people/{id}/changes", write,
                                          [](Context& context, const Request& request,
                                             const PersonChanges& changes) -> Result<PersonView> {
                                              XH_TRY(id, request.path_id<PersonId>("id"));
                                              return change_person(context, id, changes);
                                          });
    router.act<PersonMove, PersonView>(
        "POST /api/registry/people/{id}/move", write,
        [](Context& context, const Request& request, const PersonMove& move) -> Result<PersonView> {
            XH_TRY(id, request.path_id<PersonId>("id"));
            return move_person(context, id, move);
        });
    router.act<DisclosureForm, DisclosureView>(
        "POST /api/registry/people/{id}/disclosure", disclose,
        [](Context& context, const Request& request,
           const DisclosureForm& form) -> Result<DisclosureView> {
            XH_TRY(id, request.path_id<PersonId>("id"));
            return disclose_field(context, id, form);
        },
        {.looks = true});
    router.view<Nothing, HouseholdView>(
        "GET /api/registry/households/{id}", read,
        [](Context& context, const Request& request, const Nothing&) -> Result<HouseholdView> {
            XH_TRY(id, request.path_id<HouseholdId>("id"));
            return see_household(context, id);
        });
    add_export_route(router, {"GET /api/registry/people/export.xlsx", ExportFormat::xlsx, xlsx_type,
                              "people.xlsx"});
    add_export_route(
        router, {"GET /api/registry/people/export.csv", ExportFormat::csv, csv_type, "people.csv"});
}

}  // namespace xiuhua::registry
