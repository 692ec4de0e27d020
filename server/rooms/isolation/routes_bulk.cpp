#include "rooms/isolation/actions_bulk.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/routes.hpp"

namespace xiuhua::isolation {
namespace {

// POST /api/isolation/bulk/<acts>: what is meant and how, checked row by row; nothing is changed yet.
template <typename Form>
void prepared(Router& router, std::string_view route, const Permission& permission,
              Result<BulkView> (*prepare)(Context&, const Form&)) {
    router.act<Form, BulkView>(route, permission,
                               [prepare](Context& context, const Request&, const Form& form) {
                                   return prepare(context, form);
                               });
}

void moved(Router& router, std::string_view route, Result<BulkView> (*move)(Context&, BulkId)) {
    router.act<Nothing, BulkView>(
        route, permissions::bulk,
        [move](Context& context, const Request& request, const Nothing&) -> Result<BulkView> {
            XH_TRY(id, request.path_id<BulkId>("id"));
            return move(context, id);
        });
}

}  // namespace

void add_bulk_routes(Router& router) {
    router.view<OrderFilter, OrderCount>(
        "GET /api/isolation/orders/count", permissions::bulk,
        [](Context& context, const Request&, const OrderFilter& filter) {
            return count_orders(context, filter);
        });
    prepared(router, "POST /api/isolation/bulk/releases", permissions::release, prepare_release);
    prepared(router, "POST /api/isolation/bulk/extensions", permissions::extend, prepare_extension);
    prepared(router, "POST /api/isolation/bulk/papers", permissions::paper, prepare_papers);
    prepared(router, "POST /api/isolation/bulk/assignments", permissions::assign,
             prepare_reassignment);
    prepared(router, "POST /api/isolation/bulk/messages", permissions::message, prepare_message);
    router.view<Nothing, BulkView>(
        "GET /api/isolation/bulk/{id}", permissions::bulk,
        [](Context& context, const Request& request, const Nothing&) -> Result<BulkView> {
            XH_TRY(id, request.path_id<BulkId>("id"));
            return find_bulk(context, id);
        });
    router.view<BulkRowFilter, Page<BulkRowView>>(
        "GET /api/isolation/bulk/{id}/rows", permissions::bulk,
        [](Context& context, const Request& request,
           const BulkRowFilter& filter) -> Result<Page<BulkRowView>> {
            XH_TRY(id, request.path_id<BulkId>("id"));
            return bulk_rows(context, id, filter);
        });
    moved(router, "POST /api/isolation/bulk/{id}/start", start_bulk);
    moved(router, "POST /api/isolation/bulk/{id}/cancellation", cancel_bulk);
    moved(router, "POST /api/isolation/bulk/{id}/undo", undo_bulk);
}

}  // namespace xiuhua::isolation
