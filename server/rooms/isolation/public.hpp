#pragma once
// Isolation orders: what other rooms may ask. Events stand in contract/events.yaml, section isolation.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/result.hpp"
#include "kernel/viewer.hpp"

namespace xiuhua {
class Tx;
struct Context;
using ScreeningId = Id<struct ScreeningTag>;
using ReportId = Id<struct ReportTag>;
using VisitId = Id<struct VisitTag>;
using AlertId = Id<struct AlertTag>;
}  // namespace xiuhua

namespace xiuhua::isolation {

enum class OrderState { awaiting_confirmation, active, released, withdrawn, refused, transferred };
BOOST_DESCRIBE_ENUM(OrderState, awaiting_confirmation, active, released, withdrawn, refused,
                    transferred)
enum class IsolationPlace { home, central };
BOOST_DESCRIBE_ENUM(IsolationPlace, home, central)

// An order without anything sealed.
struct OrderBrief {
    OrderId id;
    std::string number;
    PersonId person;
    OrderState state = OrderState::awaiting_confirmation;
    IsolationPlace place = IsolationPlace::home;
    std::string area_code;
    Date start_date,
        end_date;  // end_date is the last day of isolation; release from the day after.
    UserId worker;
};
BOOST_DESCRIBE_STRUCT(OrderBrief, (),
                      (id, number, person, state, place, area_code, start_date, end_date, worker))
// The order of a person that is not ended, if there is one. The caller has checked that the person is in scope.
Result<std::optional<OrderBrief>> open_order_of(Tx& tx, PersonId person);

// What else the ledger shows of an order.
struct OrderDetails {
    OrderBrief order;
    HouseholdId household;
    std::string person_name, area_name, worker_name;
    std::optional<Instant> confirmed_at, ended_at;
    bool smartphone = true;
};
// Not yours looks like not there.
Result<std::optional<OrderDetails>> order_details(Tx& tx, const Scope& scope, OrderId order);
Result<std::optional<OrderDetails>> order_details(Tx& tx, OrderId order);  // For jobs and events.
Result<std::optional<OrderState>> state_of_order(Tx& tx, OrderId order);   // One quick look-up.
Result<std::vector<OrderDetails>> orders_of_person(Tx& tx, PersonId person);  // Newest first.
// The resident who asks, and the people of the household whose guardian the resident is.
Result<std::vector<PersonId>> self_and_wards(Context& context);

// ---- alerts from positions: they stand on the one list of alerts and climb its ladder
enum class PositionAlertKind { left_home, phone_silent };
BOOST_DESCRIBE_ENUM(PositionAlertKind, left_home, phone_silent)
enum class PositionFinding { real_exit, drift, flat_battery, permitted, other };
BOOST_DESCRIBE_ENUM(PositionFinding, real_exit, drift, flat_battery, permitted, other)
struct PositionAlert {
    AlertId id;
    OrderId order;
    PositionAlertKind kind = PositionAlertKind::left_home;
    bool is_closed = false;
    std::string state, level;  // open acknowledged closed; worker lead command
    std::string finding;       // Empty while it is open; also resolved and order_ended.
    std::string assignee_name;
    Instant raised_at;
    std::optional<Instant> due_at, closed_at;
    int version = 0;
};
// Raises one, or adds an occasion to the open one of the kind; nothing when the occasion is known or the order is not
// active.
Result<std::optional<AlertId>> raise_position_alert(Context& context, OrderId order,
                                                    PositionAlertKind kind, Instant occasion);
Result<std::optional<PositionAlert>> position_alert(Tx& tx, AlertId id);
// Closes as resolved what nobody has taken up yet.
Done settle_position_alert(Context& context, AlertId id);
Result<PositionAlert> acknowledge_position_alert(Context& context, AlertId id);
Result<PositionAlert> close_position_alert(Context& context, AlertId id, PositionFinding finding,
                                           const std::string& note);
// The app-installation receipt (APP安装回执单), unless the order has one.
Done print_installation_receipt(Context& context, OrderId order);

// ---- what room privacy asks before it destroys, and how it has it done
struct Need {
    bool order_open = false;  // Nothing may go while it is.
    // When the person's last order ended or, later than that, the last screening was; nothing: no record here.
    std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(Need, (), (order_open, ended_at))
Result<Need> need_of(Tx& tx, PersonId person);
Result<std::int64_t> count_open_orders(Tx& tx);
// Reports, visits, alerts and messages go; reasons and answers are emptied; what was decided, when and by whom stays. Both
// answer how many records were changed.
Result<std::int64_t> destroy_health_records(Context& context, PersonId person);
Result<std::int64_t> forget_names(Context& context, PersonId person);

}  // namespace xiuhua::isolation
