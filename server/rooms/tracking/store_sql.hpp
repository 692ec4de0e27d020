#pragma once
// Column lists in the order of the structs, and the pieces that queries share.
#include <string>
#include <vector>

#include "platform/db/where.hpp"

#define XH_WATCH_COLUMNS                                                                        \
    "o.order_id, o.order_number, o.person, o.person_name, o.area_code, o.area_name, o.worker, " \
    "o.worker_name, o.state, o.device, o.secret_hash, o.starts_at, o.issued_by, "               \
    "o.issued_by_name, o.issued_at, o.first_report_at, o.ended_at, o.version"
#define XH_LIVE_COLUMNS                                                                   \
    "l.verdict, l.verdict_at, l.heard_at, l.battery_fraction, l.charging, l.alert_left, " \
    "l.alert_silent"
#define XH_ERRAND_COLUMNS                                                                   \
    "o.id, o.order_id, o.person, o.area_code, o.from_at, o.until_at, o.state, o.asked_by, " \
    "o.asked_by_name, o.asked_at, o.decided_by, o.decided_by_name, o.decided_at, o.version"
#define XH_TRACKING_ALERT_COLUMNS                                                               \
    "o.id, o.order_id, o.order_number, o.person, o.person_name, o.area_code, o.area_name, "     \
    "o.kind, o.since, o.rule_version, o.policy_version, o.step, o.step_due_at, o.messaged_at, " \
    "o.called_at, o.visited_at, o.answered_at, o.call_outcome, o.visit_outcome, o.back_at, "    \
    "o.finding, o.raised_at, o.closed_at, o.version"
#define XH_GRANT_COLUMNS                                                                    \
    "o.id, o.order_id, o.person, o.user_id, o.user_name, o.reason, o.from_at, o.until_at, " \
    "o.opened_at, o.closes_at"
#define XH_CERTIFICATE_COLUMNS                                                              \
    "o.id, o.order_id, o.order_number, o.area_code, o.person, o.ended_at, o.destroyed_at, " \
    "o.policy_version, o.retention_days, o.points, o.blocks, o.statement, o.signature"
// Row `o` lies in the scope given as parameter `n` ("?2").
#define XH_TRACKING_IN_SCOPE(n)                                \
    "EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = " n \
    " AND o.area_code BETWEEN s.code_first AND s.code_last)"

namespace xiuhua::tracking::store {

using db::Where;

}  // namespace xiuhua::tracking::store
