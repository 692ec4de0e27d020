#pragma once
// SQL on tracking's own tables. What a person of the office asks takes a Scope: not yours looks like not there.
// Functions without one serve ingest, jobs, events and the resident's own page. Positions lie in track_store.
#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "rooms/tracking/model.hpp"

namespace xiuhua::tracking::store {

// ---- watches
struct NewWatch {
    Watch watch;
    Bytes secret;  // Sealed for the office itself.
};
// Makes the order's watch and its live state, or gives a watch that goes on a new credential.
Done put(Tx& tx, const NewWatch& fresh);
// Writes what may change, raises the version; `conflict` tracking.changed_meanwhile when it moved.
Result<Watch> save(Tx& tx, Watch watch);
Result<std::optional<Watch>> find_watch(Tx& tx, const Scope& scope, OrderId order);
Result<std::optional<Watch>> find_watch(Tx& tx, OrderId order);
Result<std::vector<Watch>> watches_of_person(Tx& tx, PersonId person);  // Newest first.
// Only those that were made under this very id: whose key is this id's.
Result<std::vector<Watch>> watches_under_id(Tx& tx, PersonId person);
// Ended ones whose track is due to be destroyed. A person has one key for all their tracks, so it waits for the last of
// them, and is never taken away under a running order.
Result<std::vector<Watch>> ended_until(Tx& tx, Instant until, int limit);
// The credential: withdrawn with its secret.
Done forget_credential(Tx& tx, OrderId order);
Result<std::optional<Bytes>> sealed_secret(Tx& tx, const std::string& device);
Done set_fence(Tx& tx, OrderId order, const std::optional<Bytes>& fence);
Result<std::optional<Bytes>> fence_of(Tx& tx, OrderId order);
Done mark_first_report(Tx& tx, OrderId order, Instant at);

// ---- the hot path: one row read, one row written a report
struct Heard {
    OrderId order;
    PersonId person;
    std::string area_code, secret_hash;
    Instant starts_at;
    std::optional<Instant> first_report_at;
    LiveState live;
    std::optional<Bytes> fence, place;
};
BOOST_DESCRIBE_STRUCT(Heard, (),
                      (order, person, area_code, secret_hash, starts_at, first_report_at, live,
                       fence, place))
Result<std::optional<Heard>> find_phone(Tx& tx, const std::string& device);  // Only one watched.
Result<std::optional<Heard>> find_live(Tx& tx, OrderId order);
Done save_live(Tx& tx, OrderId order, const LiveState& live, const std::optional<Bytes>& place);
// What a report that changes no verdict changes: when it was heard, the battery, the place.
Done save_heard(Tx& tx, OrderId order, const LiveState& live, const Bytes& place);
// Watched phones not heard since, that do not stand at no_signal yet, or whose silence nobody was asked about.
struct Silent {
    OrderId order;
    FenceVerdict verdict = FenceVerdict::no_data;
    Instant heard_at;
};
BOOST_DESCRIBE_STRUCT(Silent, (), (order, verdict, heard_at))
Result<std::vector<Silent>> silent_since(Tx& tx, Instant quiet, Instant long_quiet, int limit);
// Watched phones that ever reported, and those of them not heard since `quiet`.
struct Hearing {
    std::int64_t phones = 0, silent = 0;
};
BOOST_DESCRIBE_STRUCT(Hearing, (), (phones, silent))
Result<Hearing> count_hearing(Tx& tx, Instant quiet);
// Clears the live state's place: the key that could open it is gone.
Done clear_places(Tx& tx, OrderId order);
// Takes the person's name out of the lists of homes and alerts.
Done forget_names(Tx& tx, PersonId person);

// ---- homes
struct Home {
    Watch watch;
    LiveState live;
    std::optional<Bytes> fence;
};
BOOST_DESCRIBE_STRUCT(Home, (), (watch, live, fence))
struct HomeQuery {
    std::optional<FenceVerdict> verdict;
    std::optional<std::string> area;
    std::string after;
    int limit = 0;
};
Result<std::vector<Home>> list_homes(Tx& tx, const Scope& scope, const HomeQuery& query);
Result<std::optional<Home>> find_home(Tx& tx, OrderId order);

// ---- errands
struct StoredErrand {
    Errand errand;
    Bytes reason;
};
BOOST_DESCRIBE_STRUCT(StoredErrand, (), (errand, reason))
inline constexpr int errands_shown_max = 200;
Done insert(Tx& tx, const StoredErrand& errand);
Result<Errand> save(Tx& tx, Errand errand);
Result<std::optional<StoredErrand>> find_errand(Tx& tx, const Scope& scope, ErrandId id);
Result<std::optional<StoredErrand>> find_errand(Tx& tx, ErrandId id);
Result<std::vector<StoredErrand>> errands_of(Tx& tx, OrderId order);  // Latest first.
Result<std::vector<FenceLeave>> approved_leaves(Tx& tx, OrderId order, Instant since);

// ---- alerts (store_alerts.cpp)
Done insert(Tx& tx, const TrackingAlert& alert);
Result<TrackingAlert> save(Tx& tx, TrackingAlert alert);
Result<std::optional<TrackingAlert>> find_alert(Tx& tx, const Scope& scope, AlertId id);
Result<std::optional<TrackingAlert>> find_alert(Tx& tx, AlertId id);
Result<std::vector<TrackingAlert>> alerts_of(Tx& tx, OrderId order);  // Latest first.
struct AlertQuery {
    bool open_only = false;
    std::optional<isolation::PositionAlertKind> kind;
    std::string after;
    int limit = 0;
};
Result<std::vector<TrackingAlert>> list_alerts(Tx& tx, const Scope& scope, const AlertQuery& query);
struct FindingCount {
    int rule_version = 0, policy_version = 0;
    isolation::PositionAlertKind kind = isolation::PositionAlertKind::left_home;
    std::string finding;
    std::int64_t alerts = 0;
};
BOOST_DESCRIBE_STRUCT(FindingCount, (), (rule_version, policy_version, kind, finding, alerts))
Result<std::vector<FindingCount>> count_findings(Tx& tx, const Scope& scope);

// ---- looks (store_alerts.cpp)
Done insert(Tx& tx, const Grant& grant);
// The viewer's newest grant on the order that is still open.
Result<std::optional<Grant>> live_grant(Tx& tx, OrderId order, UserId user, Instant now);
inline constexpr int grants_shown_max = 200;
Result<std::vector<Grant>> grants_of_person(Tx& tx, PersonId person);  // Latest first.
Done close_grants(Tx& tx, OrderId order, Instant now);

// ---- certificates (store_alerts.cpp)
Done insert(Tx& tx, const Certificate& certificate);
Result<std::optional<Certificate>> find_certificate(Tx& tx, const Scope& scope, CertificateId id);
Result<std::vector<Certificate>> list_certificates(Tx& tx, const Scope& scope,
                                                   const std::string& after, int limit);

}  // namespace xiuhua::tracking::store
