// The end of a track: N days after the order, by the dated policy, with a certificate that anybody with the office's
// key can check.
#include <algorithm>

#include "platform/clock/new_id.hpp"
#include "rooms/privacy/public.hpp"
#include "rooms/tracking/actions_shared.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::tracking {
namespace {

Certificate certificate_of(const Context& context, const Watch& watch, const Policy& policy,
                           const DestroyedTrack& destroyed) {
    Certificate certificate;
    certificate.id = new_id<CertificateId>(context.now);
    certificate.order = watch.order;
    certificate.order_number = watch.order_number;
    certificate.area_code = watch.area_code;
    certificate.person = watch.person;
    certificate.ended_at = watch.ended_at.value_or(context.now);
    certificate.destroyed_at = context.now;
    certificate.policy_version = policy.version;
    certificate.retention_days = policy.rules.retention_days;
    certificate.points = destroyed.points;
    certificate.blocks = destroyed.blocks;
    certificate.statement = statement_of(certificate);
    certificate.signature = context.services.vault.sign(certificate.statement);
    return certificate;
}

Done certify(Context& context, Watch watch, const Policy& policy, const DestroyedTrack& destroyed) {
    XH_DO(store::set_fence(context.tx, watch.order, std::nullopt));
    XH_DO(store::clear_places(context.tx, watch.order));
    const Certificate certificate = certificate_of(context, watch, policy, destroyed);
    XH_DO(store::insert(context.tx, certificate));
    watch.state = WatchState::destroyed;
    XH_TRY(saved, store::save(context.tx, std::move(watch)));
    XH_DO(audit_watch(context, saved, "tracking.destroy_track", {},
                      {{"points", std::to_string(destroyed.points)},
                       {"blocks", std::to_string(destroyed.blocks)},
                       {"certificate", to_text(certificate.id)}}));
    return tell_watch(context, saved, "tracking.track_destroyed");
}

// All tracks under an id, which have one key. Answers how many points there were.
Result<std::int64_t> destroy_person(Context& context, PersonId person, const Policy& policy) {
    XH_TRY(watches, store::watches_under_id(context.tx, person));
    XH_TRY(destroyed, destroy(context.tx, context.services.vault, person));
    for (const Watch& watch : watches) {
        if (watch.state != WatchState::destroyed) {
            XH_DO(certify(context, watch, policy, destroyed));
        }
    }
    return destroyed.points;
}

}  // namespace

Done destroy_due(Context& context) {
    constexpr int at_once_max = 100;  // More wait for the next run.
    XH_TRY(policy, tracking_policy(context));
    const Instant until = context.now - std::chrono::days{policy.rules.retention_days};
    XH_TRY(due, store::ended_until(context.tx, until, at_once_max));
    privacy::OwnDestruction all;
    all.purpose = Purpose::tracking;
    all.basis = "tracking/" + std::to_string(policy.version);
    for (const Watch& first : due) {
        if (std::find(all.people.begin(), all.people.end(), first.person) != all.people.end()) {
            continue;
        }
        all.people.push_back(first.person);
        XH_TRY(points, destroy_person(context, first.person, policy));
        all.records += points;
    }
    if (all.people.empty()) {
        return {};
    }
    // Beside each order's own certificate: the auditor finds every destruction in one place.
    XH_TRY(whole, privacy::certify(context, all));
    return {};
}

Done person_destroyed(Context& context, PersonId person, Purpose purpose) {
    if (purpose == Purpose::identity) {
        return store::forget_names(context.tx, person);
    }
    if (purpose == Purpose::tracking) {
        XH_TRY(policy, tracking_policy(context));
        XH_TRY(points, destroy_person(context, person, policy));
    }
    return {};
}

Result<Page<CertificateView>> list_certificates(Context& context, const CertificateFilter& filter) {
    const int shown = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(found, store::list_certificates(context.tx, context.viewer.scope,
                                           filter.after.value_or(""), shown + 1));
    Page<CertificateView> page;
    for (const Certificate& one : found) {
        if (static_cast<int>(page.items.size()) == shown) {
            page.next = to_text(page.items.back().id);
            break;
        }
        page.items.push_back(
            view_of(one, context.services.vault.verify(one.statement, one.signature)));
    }
    return page;
}

Result<CertificateView> look_at_certificate(Context& context, CertificateId id) {
    XH_TRY(found, store::find_certificate(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "tracking.certificate_not_found");
    }
    return view_of(*found, context.services.vault.verify(found->statement, found->signature));
}

}  // namespace xiuhua::tracking
