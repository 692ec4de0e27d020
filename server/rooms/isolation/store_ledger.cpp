// The ledger's pages at half a million orders. Which index answers which question is decided here, not left to chance:
// SQLite keeps no statistics and would, for a community's orders by their last day, sort forty thousand of them for
// each page. It is told; PostgreSQL has statistics and finds the same indices by itself. bench/isolation.cpp measures
// every filter with every order.
#include "rooms/isolation/store.hpp"
#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

constexpr std::size_t community_digits = 12;
// A community or a grid is walked in the order of the list; what is smaller is read whole and sorted.
constexpr std::size_t walked_digits = 15;

constexpr std::string_view sort_sql(OrderSort sort) {
    switch (sort) {
        case OrderSort::end_date:
            return " ORDER BY o.end_date, o.id";
        case OrderSort::last_report:
            return " ORDER BY o.last_report_at, o.id";
        case OrderSort::made:
            break;
    }
    return " ORDER BY o.id DESC";
}

void add_cursor(Where& where, OrderSort sort, const std::string& after) {
    if (after.empty()) {
        return;
    }
    const std::size_t split = after.find('~');
    const std::string value = after.substr(0, split);
    const std::string id = split == std::string::npos ? value : after.substr(split + 1);
    switch (sort) {
        case OrderSort::made:
            where.add("o.id < ?", id);
            break;
        case OrderSort::end_date:
            where.add("(o.end_date, o.id) > (?, ?)", value, id);
            break;
        case OrderSort::last_report:
            where.add("(o.last_report_at, o.id) > (?, ?)",
                      static_cast<std::int64_t>(std::strtoll(value.c_str(), nullptr, 10)), id);
            break;
    }
}

constexpr std::string_view sort_suffix(OrderSort sort) {
    switch (sort) {
        case OrderSort::end_date:
            return "_end";
        case OrderSort::last_report:
            return "_report";
        case OrderSort::made:
            break;
    }
    return "";
}

// The narrowest place that holds every row asked for: of the filter, or of a scope of one area.
std::string place_of(const Scope& scope, const OrderFilter& filter) {
    std::string own = scope.area_codes.size() == 1 ? scope.area_codes.front() : std::string{};
    const std::string asked = filter.area.value_or("");
    return asked.size() > own.size() ? asked : own;
}

struct Path {
    std::string index;  // Without "isolation_order"; empty: the primary key, or several.
    bool by_community = false;
};

Path path_of(const Scope& scope, const OrderFilter& filter) {
    const std::string suffix{sort_suffix(filter.sort.value_or(OrderSort::made))};
    const std::string place = place_of(scope, filter);
    if (filter.text) {
        return {};
    }
    if (filter.due == OrderDue::paper) {
        return {"_papers_open" + suffix};
    }
    if (filter.due == OrderDue::alert) {
        return {"_alerts_open" + suffix};
    }
    if (filter.worker) {
        return {"_worker_all"};
    }
    if (filter.due) {
        return {"_active"};
    }
    if (place.size() > walked_digits) {
        return {"_area"};
    }
    if (place.size() >= community_digits) {
        return {(filter.state ? "_community_state" : "_community") + suffix, true};
    }
    return {filter.state ? "_state" + suffix : suffix};
}

void add_due(Where& where, OrderDue due, const OrderQuery& query) {
    switch (due) {
        case OrderDue::report:
            where.add("o.state = 'active' AND o.last_report_window < ?", query.window_key);
            where.add("o.start_date <= ? AND o.end_date >= ?", query.today, query.today);
            break;
        case OrderDue::paper:
            where.add("o.papers_due_at IS NOT NULL");
            break;
        case OrderDue::release:
            where.add("o.state = 'active' AND o.end_date < ?", query.today);
            break;
        case OrderDue::alert:
            where.add("o.alerts_open > 0");
            break;
    }
}

void add_text(Where& where, const OrderQuery& query) {
    const std::string& text = *query.filter.text;
    where.add("(o.number >= ? AND o.number < ?", text, text + "~");
    if (!query.people.empty()) {
        where.append(" OR o.person IN (");
        for (std::size_t i = 0; i < query.people.size(); ++i) {
            where.append(i == 0 ? "?" : ", ?", query.people[i]);
        }
        where.append(")");
    }
    where.append(")");
}

}  // namespace

std::string ledger_source(Engine engine, const Scope& scope, const OrderFilter& filter) {
    const std::string index = path_of(scope, filter).index;
    const bool told = engine == Engine::sqlite && !index.empty();
    return " FROM isolation_order o" + (told ? " INDEXED BY isolation_order" + index : "");
}

void add_order_filter(Where& where, const Scope& scope, const OrderQuery& query) {
    const OrderFilter& filter = query.filter;
    if (filter.state) {
        where.add("o.state = ?", *filter.state);
    }
    if (filter.worker) {
        where.add("o.worker = ?", *filter.worker);
    }
    if (filter.due) {
        add_due(where, *filter.due, query);
    }
    if (filter.text) {
        add_text(where, query);
    }
    const Path path = path_of(scope, filter);
    const std::string place = place_of(scope, filter);
    if (path.by_community) {
        where.add("substr(o.area_code, 1, 12) = ?", place.substr(0, community_digits));
    }
    if (path.index == "_area") {
        where.add("o.area_code BETWEEN ? AND ?", place, area_code_last(place));
    } else if (!place.empty() && place.size() != community_digits) {
        // An expression, so that nobody walks a place's index instead.
        where.add("o.area_code || '' BETWEEN ? AND ?", place, area_code_last(place));
    } else if (!place.empty() && !path.by_community) {
        where.add("substr(o.area_code, 1, 12) || '' = ?", place);
    }
    if (filter.area && *filter.area != place) {
        // The scope is narrower than what is asked for, and perhaps not a part of it.
        where.add("o.area_code || '' BETWEEN ? AND ?", *filter.area, area_code_last(*filter.area));
    }
    where.add(XH_IN_SCOPE("?"), scope.id);
}

// First which rows, from an index alone; then the rows themselves, fifty of them.
Result<std::vector<Order>> list_orders(Tx& tx, const Scope& scope, const OrderQuery& query) {
    const OrderSort sort = query.filter.sort.value_or(OrderSort::made);
    Where where;
    add_order_filter(where, scope, query);
    add_cursor(where, sort, query.filter.after.value_or(""));
    where.append(sort_sql(sort));
    where.append(" LIMIT ?", query.limit);
    const std::string sql = "SELECT " XH_ORDER_COLUMNS " FROM (SELECT o.id AS key" +
                            ledger_source(tx.engine(), scope, query.filter) + where.sql() +
                            ") k CROSS JOIN isolation_order o WHERE o.id = k.key" +
                            std::string{sort_sql(sort)};
    return tx.rows_with<Order>({"isolation.list_orders", sql}, where.values());
}

std::string cursor_of(const Order& order, OrderSort sort) {
    switch (sort) {
        case OrderSort::end_date:
            return to_text(order.end_date) + "~" + to_text(order.id);
        case OrderSort::last_report:
            return std::to_string(order.last_report_at.time_since_epoch().count()) + "~" +
                   to_text(order.id);
        case OrderSort::made:
            break;
    }
    return to_text(order.id);
}

}  // namespace xiuhua::isolation::store
