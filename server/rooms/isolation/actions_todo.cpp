#include <algorithm>

#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"

namespace xiuhua::isolation {
namespace {

// A person's own waiting work of one kind; who has more needs hands, not a longer list.
constexpr int waiting_max = 500;

struct Waiting {
    std::vector<TodoItem> items;
    Instant now;

    void add(TodoKind kind, const Order& order, std::optional<Instant> due, std::string action,
             std::map<std::string, std::string> params = {}) {
        TodoItem item;
        item.kind = kind;
        item.subject_id = to_text(order.id);
        item.id = std::string{json::enum_text(kind)} + ":" + item.subject_id;
        item.order = order.id;
        item.person = order.person;
        item.order_number = order.number;
        item.title_key = "isolation.todo." + std::string{json::enum_text(kind)};
        item.person_name = order.person_name;
        item.area_name = order.area_name;
        item.due_at = due;
        item.overdue = due && *due <= now;
        item.action = std::move(action);
        item.params = std::move(params);
        items.push_back(std::move(item));
    }
    void add(const Alert& alert) {
        TodoItem item;
        item.kind = TodoKind::alert;
        item.subject_id = to_text(alert.id);
        item.id = "alert:" + item.subject_id;
        item.order = alert.order;
        item.person = alert.person;
        item.order_number = alert.order_number;
        item.title_key = "isolation.todo.alert";
        item.person_name = alert.person_name;
        item.area_name = alert.area_name;
        item.due_at = alert.due_at;
        item.overdue = alert.due_at && *alert.due_at <= now;
        item.action = alert.state == AlertState::open ? "acknowledgement" : "closure";
        item.params = {{"kind", std::string{json::enum_text(alert.kind)}},
                       {"level", std::string{json::enum_text(alert.level)}}};
        items.push_back(std::move(item));
    }
};

Result<std::vector<TodoItem>> waiting_items(Context& context) {
    const Viewer& viewer = context.viewer;
    XH_TRY(policy, isolation_policy(context));
    Waiting waiting{{}, context.now};
    XH_TRY(alerts, store::todo_alerts(context.tx, viewer.user, waiting_max));
    for (const Alert& alert : alerts) {
        waiting.add(alert);
    }
    if (viewer.may(permissions::confirm)) {
        XH_TRY(orders, store::todo_confirm(context.tx, viewer.scope, viewer.user, waiting_max));
        for (const Order& order : orders) {
            waiting.add(TodoKind::confirm_order, order, order.confirm_due_at, "confirmation");
        }
    }
    if (viewer.may(permissions::release)) {
        XH_TRY(orders, store::todo_release(context.tx, viewer.scope, office_date(context.now),
                                           waiting_max));
        for (const Order& order : orders) {
            waiting.add(TodoKind::release_due, order, release_due_at(order, policy.rules),
                        "release");
        }
    }
    XH_TRY(papers, store::todo_papers(context.tx, viewer.user, waiting_max));
    for (const Order& order : papers) {
        waiting.add(TodoKind::paper, order, order.papers_due_at, "papers",
                    {{"due", std::to_string(order.papers_due)},
                     {"done", std::to_string(order.papers_done)}});
    }
    const Window window = window_at(policy.rules, context.now);
    XH_TRY(reports, store::todo_reports(context.tx, viewer.user, window, waiting_max));
    for (const Order& order : reports) {
        waiting.add(TodoKind::report_due, order, window.due, "reports", {{"window", window.name}});
    }
    return std::move(waiting.items);
}

std::string cursor_text(const TodoItem& item) {
    const Instant due = item.due_at.value_or(Instant::max());
    return std::to_string(due.time_since_epoch().count()) + "~" + item.id;
}

bool before(const TodoItem& left, const TodoItem& right) {
    const Instant never = Instant::max();
    return std::pair{left.due_at.value_or(never), left.id} <
           std::pair{right.due_at.value_or(never), right.id};
}

store::TodoPoint parse_point(const std::string& after) {
    const std::size_t split = after.find('~');
    if (split == std::string::npos) {
        return {};
    }
    const std::int64_t count = std::strtoll(after.c_str(), nullptr, 10);
    return {Instant{std::chrono::milliseconds{count}}, after.substr(split + 1)};
}

// Which papers are still owed, by kind: a count would send the worker looking.
Done name_missing_papers(Context& context, TodoItem& item) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(order, store::find(context.tx, item.order));
    if (!order) {
        return {};
    }
    XH_TRY(papers, papers_of(context.tx, order->id));
    std::string missing;
    for (const PaperLine& line :
         completeness(*order, papers.facts, policy.rules, context.now).lines) {
        const bool chased = is_open(order->state) || line.kind == PaperKind::release_notice;
        if (chased && line.due_at && !line.done) {
            missing += (missing.empty() ? "" : ",") + std::string{json::enum_text(line.kind)};
        }
    }
    item.params["missing"] = missing;
    return {};
}

Result<Page<TodoItem>> waiting_page(Context& context, const std::string& after, int limit) {
    XH_TRY(items, waiting_items(context));
    std::sort(items.begin(), items.end(), before);
    const store::TodoPoint point = parse_point(after);
    TodoItem last;
    last.due_at = point.due_at;
    last.id = point.id;
    auto first = items.begin();
    if (!point.id.empty()) {
        first = std::upper_bound(items.begin(), items.end(), last, before);
    }
    Page<TodoItem> page;
    while (first != items.end() && static_cast<int>(page.items.size()) < limit) {
        page.items.push_back(std::move(*first++));
    }
    if (first != items.end()) {
        page.next = cursor_text(page.items.back());
    }
    for (TodoItem& item : page.items) {
        if (item.kind == TodoKind::paper) {
            XH_DO(name_missing_papers(context, item));
        }
    }
    return page;
}

Result<Page<TodoItem>> done_page(Context& context, const std::string& after, int limit) {
    XH_TRY(found, store::done_by(context.tx, context.viewer.user, after, limit + 1));
    Page<TodoItem> page;
    for (const store::DoneItem& done : found) {
        if (static_cast<int>(page.items.size()) == limit) {
            page.next = page.items.back().id;
            break;
        }
        TodoItem item;
        item.id = done.entry.id;
        item.kind = TodoKind::done;
        item.subject_id = to_text(done.entry.order);
        item.order = done.entry.order;
        item.order_number = done.order_number;
        item.title_key = "isolation.timeline." + std::string{json::enum_text(done.entry.action)};
        item.person_name = done.person_name;
        item.area_name = done.area_name;
        item.due_at = done.entry.at;
        item.params = done.entry.details;
        page.items.push_back(std::move(item));
    }
    return page;
}

Result<Page<TodoItem>> closed_page(Context& context, const std::string& after, int limit) {
    XH_TRY(found,
           store::closed_with(context.tx, context.viewer.user, parse_point(after), limit + 1));
    Page<TodoItem> page;
    for (const store::ClosedItem& closed : found) {
        if (static_cast<int>(page.items.size()) == limit) {
            const TodoItem& last = page.items.back();
            page.next =
                std::to_string(last.due_at->time_since_epoch().count()) + "~" + last.subject_id;
            break;
        }
        TodoItem item;
        item.subject_id = to_text(closed.order.id);
        item.id = "closed:" + item.subject_id;
        item.kind = TodoKind::closed;
        item.order = closed.order.id;
        item.person = closed.order.person;
        item.order_number = closed.order.number;
        item.title_key = "isolation.state." + std::string{json::enum_text(closed.order.state)};
        item.person_name = closed.order.person_name;
        item.area_name = closed.order.area_name;
        item.due_at = closed.part_ended_at;
        page.items.push_back(std::move(item));
    }
    return page;
}

}  // namespace

Result<Page<TodoItem>> list_todo(Context& context, const TodoFilter& filter) {
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    const std::string after = filter.after.value_or("");
    switch (filter.box.value_or(TodoBox::waiting)) {
        case TodoBox::done:
            return done_page(context, after, limit);
        case TodoBox::closed:
            return closed_page(context, after, limit);
        case TodoBox::waiting:
            break;
    }
    return waiting_page(context, after, limit);
}

Result<IsolationSummary> summary(Context& context) {
    XH_TRY(policy, isolation_policy(context));
    const Window window = window_at(policy.rules, context.now);
    XH_TRY(c, store::counts(context.tx, context.viewer.scope, window, context.now));
    const bool alerts = context.viewer.may(permissions::alert);
    return IsolationSummary{context.now,
                            window.key,
                            c.awaiting,
                            c.active_home,
                            c.active_central,
                            c.release_due,
                            c.reports_missing,
                            c.papers_missing,
                            c.released_today,
                            alerts ? c.alerts_worker : 0,
                            alerts ? c.alerts_lead : 0,
                            alerts ? c.alerts_command : 0};
}

}  // namespace xiuhua::isolation
