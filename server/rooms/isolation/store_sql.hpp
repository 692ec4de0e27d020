#pragma once
// Column lists in the order of the structs, and the pieces that queries share.
#include <string>
#include <vector>

#include "kernel/viewer.hpp"
#include "platform/db/where.hpp"
#include "rooms/isolation/model.hpp"

#define XH_SCREENING_COLUMNS                                                                      \
    "o.id, o.person, o.person_name, o.area_code, o.place, o.made_by, o.made_by_name, o.made_at, " \
    "o.outcome, o.policy_version, o.exposed_until, o.suggested_days"
#define XH_ORDER_COLUMNS                                                                          \
    "o.id, o.number, o.person, o.household, o.person_name, o.birth_date, o.smartphone, "          \
    "o.area_code, o.area_name, o.place, o.place_area_code, o.state, o.start_date, o.days, "       \
    "o.end_date, o.worker, o.worker_name, o.medic, o.screening, o.made_by, o.made_by_name, "      \
    "o.made_at, o.confirm_due_at, o.confirmed_by, o.confirmed_at, o.ended_at, o.transferred_to, " \
    "o.policy_version, o.papers_due, o.papers_done, o.papers_due_at, o.alerts_open, "             \
    "o.last_report_at, o.last_report_window, o.last_visit_at, o.version, o.decision_version"
#define XH_HISTORY_COLUMNS                                                                 \
    "h.id, h.order_id, h.order_version, h.person, h.action, h.actor, h.actor_name, h.at, " \
    "h.state_before, h.state_after, h.policy_version, h.details"
#define XH_ALERT_COLUMNS                                                                          \
    "o.id, o.order_id, o.order_number, o.person, o.person_name, o.area_code, o.area_name, "       \
    "o.kind, o.window_key, o.last_window_key, o.occasions, o.state, o.level, o.assignee, "        \
    "o.assignee_name, o.raised_at, o.due_at, o.acknowledged_by, o.acknowledged_at, o.closed_by, " \
    "o.closed_at, o.finding, o.version"
// Row `o` lies in the scope given as parameter `n` ("?2").
#define XH_IN_SCOPE(n)                                         \
    "EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = " n \
    " AND o.area_code BETWEEN s.code_first AND s.code_last)"

namespace xiuhua::isolation::store {

using db::Where;

struct OrderQuery;
// " FROM isolation_order o", by the index that the filters and the order ask for, and what the filters and the scope
// ask of row `o`: the ledger, its count and mass acts use both together, the calendar the second.
std::string ledger_source(Engine engine, const Scope& scope, const OrderFilter& filter);
void add_order_filter(Where& where, const Scope& scope, const OrderQuery& query);

}  // namespace xiuhua::isolation::store
