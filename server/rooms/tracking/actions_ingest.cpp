// The way of a position: known phone → active order → each fix checked → kept → fence → verdict. One transaction, no
// audit row and, unless the verdict changes, no event: a phone reports 1,440 times a day.
#include <algorithm>

#include "platform/crypto/password.hpp"
#include "platform/host/room.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/tracking/phone_memory.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::tracking {
namespace {

tl::unexpected<Error> refused() {
    return fail(ErrorCode::unauthenticated, "tracking.bad_credential");
}

// The order is asked, too: its end is told a moment later, and that moment must not keep anything.
Done check_phone(Context& context, PhoneMemory* memory, KnownPhone& phone,
                 const PhoneIdentity& identity) {
    if (identity.secret) {
        const std::string hash =
            context.services.vault.lookup_hash("tracking_secret", *identity.secret);
        if (!crypto::equal_constant_time(hash, phone.heard.secret_hash)) {
            return refused();
        }
    }
    if (memory != nullptr && !memory->order_may_differ(phone)) {
        return {};
    }
    XH_TRY(state, isolation::state_of_order(context.tx, phone.heard.order));
    if (state != isolation::OrderState::active) {
        return refused();
    }
    if (memory != nullptr) {
        memory->order_is_active(phone);
    }
    return {};
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

// With this many points the newest of a track go to its days: as many as a hot row is sealed with.
constexpr std::size_t tail_points_max = hot_points_max;

struct Decider {
    const FixLimits& limits;
    const FencePolicy& policy;
    PhoneFamily family;
};

// One fix: checked, kept, and, if it is believed, put to the fence.
void take_fix(KnownPhone& phone, const positions::Fix& fix, const Decider& by,
              IngestOutcome& outcome) {
    LivePlace& place = phone.live.place;
    CheckedFix checked = check_fix(fix, place.trail, by.limits);
    place.trail = std::move(checked.trail);
    const TrackPoint point = point_of(fix, by.family, checked.doubt, by.limits.now);
    if (phone.live.tail.holds(point)) {
        ++outcome.resent;
    } else {
        phone.live.tail.add(point);
    }
    if (checked.doubt != Doubt::none) {
        ++outcome.apart;
        return;
    }
    ++outcome.accepted;
    place.fence =
        next(std::move(place.fence), by.policy, phone.fence,
             {fix.point, fix.fix_time, fix.accuracy_meters, HomeNetwork::unknown}, by.limits.now);
}

void take_fixes(KnownPhone& phone, const std::vector<positions::Fix>& fixes, const Decider& by,
                IngestOutcome& outcome) {
    if (fixes.size() == 1) {
        return take_fix(phone, fixes.front(), by, outcome);
    }
    std::vector<const positions::Fix*> in_time;
    for (const positions::Fix& fix : fixes) {
        in_time.push_back(&fix);
    }
    std::stable_sort(in_time.begin(), in_time.end(), [](const auto* left, const auto* right) {
        return left->fix_time < right->fix_time;
    });
    for (const positions::Fix* fix : in_time) {
        take_fix(phone, *fix, by, outcome);
    }
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

Done first_report(Context& context, store::Heard& phone) {
    XH_DO(store::mark_first_report(context.tx, phone.order, context.now));
    phone.first_report_at = context.now;
    return outbox::append(context.tx, context.now,
                          {.kind = "tracking.first_report",
                           .subject = to_text(phone.order),
                           .area_code = phone.area_code,
                           .payload = {json::write(WatchPatch{phone.order, phone.person})}});
}

Done save(Context& context, KnownPhone& phone, bool told) {
    Tail& tail = phone.live.tail;
    if (tail.size() >= tail_points_max) {
        XH_DO(append(context.tx, context.services.vault, phone.heard.person, tail.points()));
        tail.clear();
    }
    const Bytes sealed = phone.key->seal(place_column, encode_live(phone.live.place, tail));
    return told ? store::save_live(context.tx, phone.heard.order, phone.heard.live, sealed)
                : store::save_heard(context.tx, phone.heard.order, phone.heard.live, sealed);
}

Result<IngestOutcome> take_upload(Context& context, KnownPhone& phone, PhoneFamily family,
                                  const positions::Upload& upload, const Policy& policy) {
    IngestOutcome outcome;
    const FixLimits limits{phone.heard.starts_at, context.now, policy.rules.speed_kmh_max,
                           policy.rules.future_seconds_max};
    take_fixes(phone, upload.fixes, {limits, policy.rules.fence, family}, outcome);
    FenceState& state = phone.live.place.fence;
    state = heard(std::move(state), context.now);
    if (!phone.heard.first_report_at) {
        XH_DO(first_report(context, phone.heard));
    }
    LiveState& live = phone.heard.live;
    live.heard_at = context.now;
    take_battery(live, upload.fixes);
    const FenceVerdict verdict = judge(state, policy.rules.fence, context.now);
    const bool told = verdict != live.verdict || live.alert_silent;
    XH_DO(take_verdict(context, phone.heard, verdict, state.since, policy));
    XH_DO(save(context, phone, told));
    outcome.wants_probe = wants_probe(state);
    return outcome;
}

}  // namespace

Result<IngestOutcome> ingest(Context& asking, const PhoneIdentity& identity, PhoneFamily family,
                             const positions::Upload& upload) {
    Context context{asking.tx, program_viewer(), asking.services, asking.now, asking.request_id};
    if (!is_device(identity.device)) {
        return refused();
    }
    PhoneMemory* const memory = PhoneMemory::of(context);
    if (memory == nullptr) {
        XH_TRY(phone, read_phone(context, identity.device));
        XH_DO(check_phone(context, memory, phone, identity));
        if (!shows_life(upload)) {
            return IngestOutcome{};
        }
        XH_TRY(policy, tracking_policy(context));
        return take_upload(context, phone, family, upload, policy);
    }
    XH_TRY(node, memory->take(context, identity.device));
    const PhoneMemory::OwnReport own{memory};
    const Done allowed = check_phone(context, memory, node.mapped(), identity);
    if (!allowed || !shows_life(upload)) {
        memory->put_back(std::move(node));
        return allowed ? Result<IngestOutcome>{IngestOutcome{}} : fail(allowed.error());
    }
    XH_TRY(policy, memory->policy(context));
    XH_TRY(outcome, take_upload(context, node.mapped(), family, upload, policy));
    memory->put_back(std::move(node));
    return outcome;
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
