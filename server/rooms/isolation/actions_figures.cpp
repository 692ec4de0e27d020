// What room reports asks of isolation (public.hpp).
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/store_figures.hpp"

namespace xiuhua::isolation {

figures::Relation figure_records(FigureOfOrders figure, const figures::Asked& asked) {
    return store::records(figure, asked);
}

figures::Relation figure_records(FigureOfAlerts figure, const figures::Asked& asked) {
    return store::records(figure, asked);
}

figures::Relation figure_records(FigureOfVisits figure, const figures::Asked& asked) {
    return store::records(figure, asked);
}

Result<figures::Relation> figure_records(Context& context, FigureOfReports figure,
                                         const figures::Asked& asked) {
    XH_TRY(found, policy::in_force_as<IsolationPolicy>(context.tx, "isolation", asked.day));
    std::vector<Window> due;
    for (const Window& window : windows_of(found.rules, asked.day, asked.day)) {
        if (window.due <= asked.until) {
            due.push_back(window);
        }
    }
    return store::records(figure, due);
}

figures::Relation isolation_records(IsolationRecord record) {
    switch (record) {
        case IsolationRecord::order:
            return store::order_records();
        case IsolationRecord::alert:
            return store::alert_records();
        case IsolationRecord::visit:
            return store::visit_records();
    }
    return {};
}

}  // namespace xiuhua::isolation
