#pragma once
// What isolation's actions share: policies in force, sealed words, and the one way a change is told.
#include "platform/crypto/vault.hpp"
#include "platform/host/services.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/isolation/actions.hpp"

namespace xiuhua::isolation {

// Refuses what a loader let through, so that no rule meets an impossible policy.
template <typename Policy>
Result<policy::InForce<Policy>> policy_now(Context& context, std::string_view name) {
    XH_TRY(found, policy::in_force_as<Policy>(context.tx, name, office_date(context.now)));
    if (const Done sound = check_policy(found.rules); !sound) {
        return fail(ErrorCode::internal, "isolation.policy_unsound", {}, std::string{name});
    }
    return std::move(found);
}
inline Result<policy::InForce<IsolationPolicy>> isolation_policy(Context& context) {
    return policy_now<IsolationPolicy>(context, "isolation");
}
inline Result<policy::InForce<AlertsPolicy>> alerts_policy(Context& context) {
    return policy_now<AlertsPolicy>(context, "alerts");
}

Result<Bytes> seal_words(Context& context, PersonId person, std::string_view column,
                         std::string_view words);
// Empty when the person's key has been destroyed: the record stays, its words are gone.
Result<std::string> open_words(Context& context, PersonId person, std::string_view column,
                               const Bytes& sealed);
inline constexpr std::string_view order_reason_column = "isolation_order.reason";
inline constexpr std::string_view history_reason_column = "isolation_history.reason";
inline constexpr std::string_view report_column = "isolation_report.health";
inline constexpr std::string_view visit_column = "isolation_visit.words";
inline constexpr std::string_view alert_column = "isolation_alert.note";
inline constexpr std::string_view screening_column = "isolation_screening.answers";

Result<Order> order_in_scope(Context& context, OrderId id);
// What the ledger's filters mean now: people found by the search word, today, the open window.
Result<store::OrderQuery> query_for(Context& context, const OrderFilter& filter,
                                    const IsolationPolicy& policy);
// Who becomes responsible, if that is somebody's work at that place. Faults name `path` + "worker" / "medic".
struct Assigned {
    UserId worker;
    std::string worker_name;
    std::optional<UserId> medic;
};
Result<Assigned> assigned_for(Context& context, const AssignmentForm& form,
                              const std::string& area_code, const std::string& path);

// ---- how a change is told
Done tell_order(Context& context, const Order& order, std::string_view kind);
Done tell_alert(Context& context, const Alert& alert, std::string_view kind);
Done audit_order(Context& context, const Order& order, std::string_view action,
                 std::map<std::string, std::string> facts = {});
struct Chronicle {
    HistoryAction action = HistoryAction::made;
    OrderState state_before = OrderState::awaiting_confirmation;
    int policy_version = 0;
    std::string reason;
    std::map<std::string, std::string> details = {};
};
// History row, part, audit and event in one go. "isolation.order_<action>" tells it.
Done chronicle(Context& context, const Order& order, const Chronicle& what);
Done write_history(Context& context, const Order& order, const Chronicle& what);

// ---- alerts
// Raises, or adds an occasion to the open alert of the kind; an occasion already known does nothing. Occasions of
// a kind are asked about in order. Changes `order` (saved and told by the caller: `alerts_open`).
Result<bool> raise_alert(Context& context, Order& order, AlertKind kind,
                         const std::string& occasion);
// Closes the open alerts of the kind, or of every kind when nullopt.
Done settle_alerts(Context& context, Order& order, std::optional<AlertKind> kind,
                   AlertFinding finding);

// A report was taken back: the fever alert that it alone had raised was a false alarm, and what it had settled as
// having come is missing again, unless another report has come. Changes `order`, whose latest report is up to date.
Done undo_report_alerts(Context& context, Order& order, const HealthReport& report);

// ---- the days
struct TakenReport {
    HealthValues values;
    ReportSource source = ReportSource::self;
    Instant at;
};
// The one way a report comes in, whoever enters it.
Result<HealthReportView> file_taken(Context& context, Order order, const TakenReport& taken);
// Sets each check of the order to its next time, or takes them all away when the order has ended.
Done schedule_checks(Context& context, const Order& order, const IsolationPolicy& policy);
Done schedule_paper_check(Context& context, const Order& order);

// ---- papers (papers.cpp: the only file that knows room documents)
struct PaperState {
    std::vector<PaperFact> facts;
    std::map<PaperKind, std::pair<std::string, std::string>> latest;  // Kind → document id, number.
};
Result<PaperState> papers_of(Tx& tx, OrderId order);
// Counts the completeness line into the order; settles "paper missing" when nothing is overdue any more.
Result<Completeness> count_papers(Context& context, Order& order, const IsolationPolicy& policy);
// Clear identity goes onto a paper, so registry audits the reading; `order` gives the rest.
Done make_paper(Context& context, const Order& order, PaperKind kind);

// ---- looks
enum class HealthWords {
    hidden,
    shown
};  // Shown: the caller audits, or they are the person's own.
Result<std::vector<HealthReportView>> reports_for(Context& context, const Order& order,
                                                  HealthWords words);
struct PapersSeen {
    Completeness completeness;
    std::vector<OrderPaperView> views;
};
Result<PapersSeen> papers_seen(Context& context, const Order& order, const IsolationPolicy& policy);
Result<ReleaseFacts> release_facts(Context& context, const Order& order,
                                   const IsolationPolicy& policy);

// ---- the resident's own page
struct OwnPageOrder {
    PersonId holder;  // The resident who asks, or a ward.
    Order order;      // The open one, or the latest ended.
};
Result<std::vector<OwnPageOrder>> orders_on_own_page(Context& context);

}  // namespace xiuhua::isolation
