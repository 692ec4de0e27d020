// The way of a position: known phone → active order → each fix checked → kept → fence → verdict. One transaction, no
// audit row and, unless the verdict changes, no event: a phone reports 1,440 times a day.
#include <algorithm>

#include "platform/crypto/password.hpp"
#include "platform/host/room.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/tracking/actions_shared.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::tracking {
namespace {

tl::unexpected<Error> refused() {
    return fail(ErrorCode::unauthenticated, "tracking.bad_credential");
}

// The order is asked, too: its end is told a moment later, and that moment must not keep anything.
Result<store::Heard> known_phone(Context& context, const PhoneIdentity& phone) {
    if (!is_device(phone.device)) {
        return refused();
    }
    XH_TRY(found, store::find_phone(context.tx, phone.device));
    if (!found) {
        return refused();
    }
    if (phone.secret) {
        const std::string hash =
            context.services.vault.lookup_hash("tracking_secret", *phone.secret);
        if (!crypto::equal_constant_time(hash, found->secret_hash)) {
            return refused();
        }
    }
    XH_TRY(state, isolation::state_of_order(context.tx, found->order));
    if (state != isolation::OrderState::active) {
        return refused();
    }
    return std::move(*found);
}

TrackPoint point_of(const positions::Fix& fix, PhoneFamily family, Doubt doubt, Instant now) {
    TrackPoint point;
    point.point = fix.point;
    point.fix_time = fix.fix_time;
    point.server_time = now;
    point.device_time = fix.device_time;
    point.accuracy_meters = fix.accuracy_meters;
    point.speed_meters_per_second = fix.speed_meters_per_second;
    point.heading_degrees = fix.heading_degrees;
    point.battery_fraction = fix.battery_fraction;
    point.charging = fix.charging;
    point.doubt = doubt;
    point.family = family;
    return point;
}

struct Judged {
    std::vector<TrackPoint> points;
    LivePlace place;
    IngestOutcome outcome;
};

Judged judge_fixes(std::vector<positions::Fix> fixes, PhoneFamily family, LivePlace place,
                   const Fence& fence, const FixLimits& limits, const FencePolicy& policy) {
    std::stable_sort(fixes.begin(), fixes.end(), [](const auto& left, const auto& right) {
        return left.fix_time < right.fix_time;
    });
    Judged judged;
    for (const positions::Fix& fix : fixes) {
        const CheckedFix checked = check_fix(fix, place.trail, limits);
        place.trail = checked.trail;
        judged.points.push_back(point_of(fix, family, checked.doubt, limits.now));
        if (checked.doubt != Doubt::none) {
            ++judged.outcome.apart;
            place.fence = heard(place.fence, limits.now);
            continue;
        }
        ++judged.outcome.accepted;
        place.fence =
            next(place.fence, policy, fence,
                 {fix.point, fix.fix_time, fix.accuracy_meters, HomeNetwork::unknown}, limits.now);
    }
    judged.place = std::move(place);
    return judged;
}

void take_battery(LiveState& live, const std::vector<positions::Fix>& fixes) {
    const positions::Fix* newest = nullptr;
    for (const positions::Fix& fix : fixes) {
        if (fix.battery_fraction && (newest == nullptr || fix.fix_time >= newest->fix_time)) {
            newest = &fix;
        }
    }
    if (newest != nullptr) {
        live.battery_fraction = newest->battery_fraction;
        live.charging = newest->charging;
    }
}

// Of life: a last will says the opposite.
bool shows_life(const positions::Upload& upload) {
    return !upload.fixes.empty() ||
           std::any_of(upload.signals.begin(), upload.signals.end(), [](const auto& signal) {
               return signal.kind != positions::Signal::Kind::last_will;
           });
}

Done first_report(Context& context, const store::Heard& phone) {
    XH_DO(store::mark_first_report(context.tx, phone.order, context.now));
    return outbox::append(context.tx, context.now,
                          {.kind = "tracking.first_report",
                           .subject = to_text(phone.order),
                           .area_code = phone.area_code,
                           .payload = {json::write(WatchPatch{phone.order, phone.person})}});
}

}  // namespace

Result<IngestOutcome> ingest(Context& asking, const PhoneIdentity& identity, PhoneFamily family,
                             const positions::Upload& upload) {
    Context context{asking.tx, program_viewer(), asking.services, asking.now, asking.request_id};
    XH_TRY(phone, known_phone(context, identity));
    if (!shows_life(upload)) {
        return IngestOutcome{};
    }
    XH_TRY(policy, tracking_policy(context));
    const auto key = context.services.vault.key_of(context.tx, phone.person, Purpose::tracking);
    XH_TRY(fence, open_as<Fence>(*key, fence_column, phone.fence));
    XH_TRY(place, open_as<LivePlace>(*key, place_column, phone.place));
    const FixLimits limits{phone.starts_at, context.now, policy.rules.speed_kmh_max,
                           policy.rules.future_seconds_max};
    Judged judged =
        judge_fixes(upload.fixes, family, std::move(place), fence, limits, policy.rules.fence);
    judged.place.fence = heard(judged.place.fence, context.now);
    if (!judged.points.empty()) {
        XH_TRY(kept, append(context.tx, *key, phone.person, judged.points));
        judged.outcome.resent = kept.resent;
    }
    if (!phone.first_report_at) {
        XH_DO(first_report(context, phone));
    }
    const FenceState& state = judged.place.fence;
    phone.live.heard_at = context.now;
    take_battery(phone.live, upload.fixes);
    XH_DO(take_verdict(context, phone, judge(state, policy.rules.fence, context.now), state.since,
                       policy));
    XH_TRY(sealed, key->seal(place_column, json::write(judged.place)));
    XH_DO(store::save_live(context.tx, phone.order, phone.live, sealed));
    judged.outcome.wants_probe = wants_probe(state);
    return judged.outcome;
}

Result<std::optional<std::string>> encryption_secret(Context& context, const std::string& device) {
    XH_TRY(sealed, store::sealed_secret(context.tx, device));
    if (!sealed) {
        return std::optional<std::string>{};
    }
    XH_TRY(secret, context.services.vault.open_own(secret_column, *sealed));
    return std::optional{std::move(secret)};
}

}  // namespace xiuhua::tracking
