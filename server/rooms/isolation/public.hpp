#pragma once
// Isolation orders: what other rooms may ask. Events stand in contract/events.yaml, section isolation.
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/result.hpp"

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

}  // namespace xiuhua::isolation
