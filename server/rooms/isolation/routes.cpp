#include "rooms/isolation/routes.hpp"

#include "rooms/isolation/actions.hpp"
#include "rooms/isolation/permissions.hpp"

namespace xiuhua::isolation {
namespace {

// POST /api/isolation/orders/{id}/<verb>: the order as the decision left it.
template <typename Form>
void decision(Router& router, std::string_view route, const Permission& permission,
              Result<Order> (*act)(Context&, OrderId, const Form&)) {
    router.act<Form, OrderView>(
        route, permission,
        [act](Context& context, const Request& request, const Form& form) -> Result<OrderView> {
            XH_TRY(id, request.path_id<OrderId>("id"));
            XH_TRY(order, act(context, id, form));
            return view_after(context, order);
        });
}

void add_screening_routes(Router& router) {
    router.act<ScreeningForm, ScreeningView>(
        "POST /api/isolation/screenings", permissions::screen,
        [](Context& context, const Request&, const ScreeningForm& form) {
            return make_screening(context, form);
        });
    router.view<ScreeningFilter, Page<ScreeningRow>>(
        "GET /api/isolation/screenings", permissions::screen,
        [](Context& context, const Request&, const ScreeningFilter& filter) {
            return list_screenings(context, filter);
        });
    audited_look(router, "GET /api/isolation/screenings/{id}", permissions::screen,
                 look_at_screening);
}

}  // namespace

void add_order_routes(Router& router) {
    add_screening_routes(router);
    router.act<OrderForm, OrdersMade>(
        "POST /api/isolation/orders", permissions::order,
        [](Context& context, const Request&, const OrderForm& form) -> Result<OrdersMade> {
            XH_TRY(orders, make_orders(context, form));
            OrdersMade made;
            for (const Order& order : orders) {
                XH_TRY(view, view_after(context, order));
                made.orders.push_back(std::move(view));
            }
            return made;
        });
    router.view<OrderFilter, Page<OrderRow>>(
        "GET /api/isolation/orders", permissions::read,
        [](Context& context, const Request&, const OrderFilter& filter) {
            return list_orders(context, filter);
        });
    audited_look(router, "GET /api/isolation/orders/{id}", permissions::read, look_at_order);
    decision(router, "POST /api/isolation/orders/{id}/confirmation", permissions::confirm,
             confirm_order);
    decision(router, "POST /api/isolation/orders/{id}/refusal", permissions::confirm, refuse_order);
    decision(router, "POST /api/isolation/orders/{id}/extension", permissions::extend,
             extend_order);
    decision(router, "POST /api/isolation/orders/{id}/transfer", permissions::transfer,
             transfer_order);
    decision(router, "POST /api/isolation/orders/{id}/withdrawal", permissions::withdraw,
             withdraw_order);
    decision(router, "POST /api/isolation/orders/{id}/release", permissions::release,
             release_order);
    decision(router, "POST /api/isolation/orders/{id}/assignment", permissions::assign,
             reassign_order);
    router.view<WorkerFilter, Page<UserCell>>(
        "GET /api/isolation/workers", permissions::assign,
        [](Context& context, const Request&, const WorkerFilter& filter) {
            return list_workers(context, filter);
        });
    decision(router, "POST /api/isolation/orders/{id}/papers", permissions::paper,
             make_order_paper);
}

void add_daily_routes(Router& router) {
    router.act<ReportForm, HealthReportView>(
        "POST /api/isolation/orders/{id}/reports", permissions::report,
        [](Context& context, const Request& request,
           const ReportForm& form) -> Result<HealthReportView> {
            XH_TRY(id, request.path_id<OrderId>("id"));
            return file_report(context, id, form);
        });
    router.act<VisitForm, VisitView>(
        "POST /api/isolation/orders/{id}/visits", permissions::visit,
        [](Context& context, const Request& request, const VisitForm& form) -> Result<VisitView> {
            XH_TRY(id, request.path_id<OrderId>("id"));
            return log_visit(context, id, form);
        });
    router.view<AlertFilter, Page<AlertRow>>(
        "GET /api/isolation/alerts", permissions::alert,
        [](Context& context, const Request&, const AlertFilter& filter) {
            return list_alerts(context, filter);
        });
    router.act<Nothing, AlertRow>(
        "POST /api/isolation/alerts/{id}/acknowledgement", permissions::alert,
        [](Context& context, const Request& request, const Nothing&) -> Result<AlertRow> {
            XH_TRY(id, request.path_id<AlertId>("id"));
            return acknowledge_alert(context, id);
        });
    router.act<AlertClosureForm, AlertRow>("POST /api/isolation/alerts/{id}/closure",
                                           permissions::alert,
                                           [](Context& context, const Request& request,
                                              const AlertClosureForm& form) -> Result<AlertRow> {
                                               XH_TRY(id, request.path_id<AlertId>("id"));
                                               return close_alert(context, id, form);
                                           });
    router.view<TodoFilter, Page<TodoItem>>(
        "GET /api/isolation/todo", permissions::todo,
        [](Context& context, const Request&, const TodoFilter& filter) {
            return list_todo(context, filter);
        });
    router.view<Nothing, IsolationSummary>(
        "GET /api/isolation/summary", permissions::read,
        [](Context& context, const Request&, const Nothing&) { return summary(context); });
    router.view<Nothing, OwnIsolationView>(
        "GET /api/isolation/me", permissions::own,
        [](Context& context, const Request&, const Nothing&) { return own_isolation(context); });
    router.act<OwnReportForm, HealthReportView>(
        "POST /api/isolation/me/reports", permissions::own,
        [](Context& context, const Request&, const OwnReportForm& form) {
            return file_own_report(context, form);
        });
}

}  // namespace xiuhua::isolation
