// What other rooms may ask of isolation (public.hpp).
#include "rooms/isolation/actions_shared.hpp"

namespace xiuhua::isolation {
namespace {

OrderBrief brief_of(const Order& order) {
    return {order.id,        order.number,     order.person,   order.state, order.place,
            order.area_code, order.start_date, order.end_date, order.worker};
}

OrderDetails details_of(const Order& order) {
    return {brief_of(order),   order.household,    order.person_name, order.area_name,
            order.worker_name, order.confirmed_at, order.ended_at,    order.smartphone};
}

std::optional<OrderDetails> details_of(const std::optional<Order>& order) {
    return order ? std::optional{details_of(*order)} : std::nullopt;
}

AlertKind kind_of(PositionAlertKind kind) {
    return kind == PositionAlertKind::left_home ? AlertKind::left_home : AlertKind::phone_silent;
}

std::optional<PositionAlert> seen_from_tracking(const Alert& alert) {
    const auto kind = json::parse_enum<PositionAlertKind>(json::enum_text(alert.kind));
    if (!kind) {
        return std::nullopt;
    }
    PositionAlert seen;
    seen.id = alert.id;
    seen.order = alert.order;
    seen.kind = *kind;
    seen.is_closed = alert.state == AlertState::closed;
    seen.state = json::enum_text(alert.state);
    seen.level = json::enum_text(alert.level);
    seen.finding = alert.finding ? json::enum_text(*alert.finding) : "";
    seen.assignee_name = alert.assignee_name;
    seen.raised_at = alert.raised_at;
    seen.due_at = alert.due_at;
    seen.closed_at = alert.closed_at;
    seen.version = alert.version;
    return seen;
}

Result<PositionAlert> position_alert_after(Tx& tx, AlertId id) {
    XH_TRY(found, position_alert(tx, id));
    if (!found) {
        return fail(ErrorCode::not_found, "isolation.alert_not_found");
    }
    return std::move(*found);
}

}  // namespace

Result<std::optional<OrderBrief>> open_order_of(Tx& tx, PersonId person) {
    XH_TRY(found, store::find_open_of_person(tx, person));
    return found ? std::optional{brief_of(*found)} : std::optional<OrderBrief>{};
}

Result<std::optional<OrderDetails>> order_details(Tx& tx, const Scope& scope, OrderId order) {
    XH_TRY(found, store::find(tx, scope, order));
    return details_of(found);
}

Result<std::optional<OrderDetails>> order_details(Tx& tx, OrderId order) {
    XH_TRY(found, store::find(tx, order));
    return details_of(found);
}

Result<std::optional<OrderState>> state_of_order(Tx& tx, OrderId order) {
    return store::state_of(tx, order);
}

Result<std::vector<OrderDetails>> orders_of_person(Tx& tx, PersonId person) {
    XH_TRY(found, store::orders_of_person(tx, person));
    std::vector<OrderDetails> orders;
    for (const Order& order : found) {
        orders.push_back(details_of(order));
    }
    return orders;
}

Result<std::optional<AlertId>> raise_position_alert(Context& context, OrderId id,
                                                    PositionAlertKind kind, Instant occasion) {
    const std::optional<AlertId> none;
    XH_TRY(order, store::find(context.tx, id));
    if (!order || order->state != OrderState::active) {
        return none;
    }
    XH_TRY(raised, raise_alert(context, *order, kind_of(kind), to_text(occasion)));
    if (!raised) {
        return none;
    }
    XH_TRY(saved, store::save(context.tx, std::move(*order)));
    XH_DO(tell_order(context, saved, "isolation.order_changed"));
    XH_TRY(open, store::open_alerts_of(context.tx, id));
    for (const Alert& alert : open) {
        if (alert.kind == kind_of(kind)) {
            return std::optional{alert.id};
        }
    }
    return fail(ErrorCode::internal, "isolation.alert_not_found");
}

Result<std::optional<PositionAlert>> position_alert(Tx& tx, AlertId id) {
    XH_TRY(found, store::find_alert(tx, id));
    return found ? seen_from_tracking(*found) : std::nullopt;
}

Done settle_position_alert(Context& context, AlertId id) {
    XH_TRY(alert, store::find_alert(context.tx, id));
    if (!alert || alert->state != AlertState::open) {
        return {};
    }
    XH_TRY(order, store::find(context.tx, alert->order));
    if (!order) {
        return fail(ErrorCode::internal, "isolation.order_not_found");
    }
    XH_DO(settle_alerts(context, *order, alert->kind, AlertFinding::resolved));
    XH_TRY(saved, store::save(context.tx, std::move(*order)));
    return tell_order(context, saved, "isolation.order_changed");
}

Result<PositionAlert> acknowledge_position_alert(Context& context, AlertId id) {
    XH_TRY(known, position_alert_after(context.tx, id));
    XH_TRY(acknowledged, acknowledge_alert(context, id));
    return position_alert_after(context.tx, id);
}

Result<PositionAlert> close_position_alert(Context& context, AlertId id, PositionFinding finding,
                                           const std::string& note) {
    XH_TRY(known, position_alert_after(context.tx, id));
    const auto same = json::parse_enum<AlertFinding>(json::enum_text(finding));
    if (!same) {
        return fail(ErrorCode::internal, "isolation.finding_not_for_kind");
    }
    XH_TRY(closed, close_alert(context, id, {*same, note}));
    return position_alert_after(context.tx, id);
}

Done print_installation_receipt(Context& context, OrderId order) {
    XH_TRY(papers, papers_of(context.tx, order));
    if (papers.latest.contains(PaperKind::installation_receipt)) {
        return {};
    }
    XH_DO(make_order_paper(context, order, {PaperKind::installation_receipt}));
    return {};
}

}  // namespace xiuhua::isolation
