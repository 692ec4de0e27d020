#pragma once
// The figures of reports as SQL on isolation's own tables.
#include "rooms/isolation/model.hpp"

namespace xiuhua::isolation::store {

figures::Relation order_records();
figures::Relation alert_records();
figures::Relation visit_records();
figures::Relation records(FigureOfOrders figure, const figures::Asked& asked);
figures::Relation records(FigureOfAlerts figure, const figures::Asked& asked);
figures::Relation records(FigureOfVisits figure, const figures::Asked& asked);
// Of these windows, which have passed their deadline.
figures::Relation records(FigureOfReports figure, const std::vector<Window>& windows);

}  // namespace xiuhua::isolation::store
