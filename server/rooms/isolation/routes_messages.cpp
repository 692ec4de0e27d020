#include "rooms/isolation/actions_messages.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/routes.hpp"

namespace xiuhua::isolation {
namespace {

// What the page fetches for the first time has been delivered, and that is written down; most looks write nothing.
Result<Response> fetch_own(Services& services, const Request& request, const Viewer& viewer) {
    const auto in = [&](auto work) {
        return [&, work](Tx& tx) {
            Context context{tx, viewer, services, services.clock.now(), request.request_id};
            return work(context);
        };
    };
    XH_TRY(seen, services.db.read(in([](Context& context) { return own_messages(context); })));
    if (!seen.undelivered.empty()) {
        XH_DO(services.db.write(
            in([&](Context& context) { return note_deliveries(context, seen.undelivered); })));
    }
    Response response;
    response.body = json::write(seen.messages);
    return response;
}

}  // namespace

void add_message_routes(Router& router) {
    Services& services = router.services();
    router.act<MessageForm, MessageView>("POST /api/isolation/orders/{id}/messages",
                                         permissions::message,
                                         [](Context& context, const Request& request,
                                            const MessageForm& form) -> Result<MessageView> {
                                             XH_TRY(id, request.path_id<OrderId>("id"));
                                             return send_message(context, id, form);
                                         });
    audited_look(router, "GET /api/isolation/orders/{id}/messages", permissions::read,
                 look_at_messages);
    router.act<Nothing, MessageView>(
        "POST /api/isolation/messages/{id}/withdrawal", permissions::message,
        [](Context& context, const Request& request, const Nothing&) -> Result<MessageView> {
            XH_TRY(id, request.path_id<MessageId>("id"));
            return withdraw_message(context, id);
        });
    router.raw<Nothing, Nothing, OwnMessages>(
        "GET /api/isolation/me/messages", permissions::own,
        [&services](const Request& request, const Viewer& viewer) {
            return fetch_own(services, request, viewer);
        });
    router.act<Nothing, OwnMessageView>(
        "POST /api/isolation/me/messages/{id}/read", permissions::own,
        [](Context& context, const Request& request, const Nothing&) -> Result<OwnMessageView> {
            XH_TRY(id, request.path_id<MessageId>("id"));
            return read_own_message(context, id);
        });
}

}  // namespace xiuhua::isolation
