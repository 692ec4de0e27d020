// A phone's credential: made for one active order, shown once, dead with the order.
#include <sodium.h>

#include "adapters/gpslogger/gpslogger.hpp"
#include "adapters/overland/overland.hpp"
#include "adapters/owntracks/owntracks.hpp"
#include "adapters/traccar/traccar.hpp"
#include "rooms/tracking/actions_shared.hpp"
#include "rooms/tracking/qr.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::tracking {
namespace {

std::string random_word(std::size_t characters) {
    std::string random(characters, '\0');
    randombytes_buf(random.data(), random.size());
    return word_of(random);
}

Watch watch_of(const isolation::OrderDetails& details, const Viewer& viewer, Instant now) {
    Watch watch;
    watch.order = details.order.id;
    watch.order_number = details.order.number;
    watch.person = details.order.person;
    watch.person_name = details.person_name;
    watch.area_code = details.order.area_code;
    watch.area_name = details.area_name;
    watch.worker = details.order.worker;
    watch.worker_name = details.worker_name;
    watch.starts_at = details.confirmed_at.value_or(now);
    watch.issued_by = viewer.user;
    watch.issued_by_name = viewer.name;
    watch.issued_at = now;
    return watch;
}

// Every client that can be set up by a link; GPSLogger has none and gets a text to paste.
std::vector<SetupLink> links_of(const CredentialIssued& issued, const std::string& base_url) {
    owntracks::Setup own;
    own.url = base_url + "/pub";
    own.device = issued.device;
    own.password = issued.secret;
    own.encryption = issued.secret;
    own.tracker = issued.device.substr(issued.device.size() - 2);
    own.interval_seconds = issued.interval_seconds;
    const std::string whole = issued.device + "." + issued.secret;
    std::vector<SetupLink> links{
        {PhoneFamily::owntracks, owntracks::configuration_link(own), {}},
        {PhoneFamily::traccar,
         traccar::configuration_link({issued.url, whole, issued.interval_seconds}),
         {}},
        {PhoneFamily::overland,
         overland::configuration_link({issued.url, whole, issued.device}),
         {}}};
    for (SetupLink& link : links) {
        link.qr_svg = qr_svg(link.link);
    }
    return links;
}

// What a watch that ends still holds of the track goes to its days: the certificate counts those.
Result<std::optional<Bytes>> settled_place(Context& context, const store::Heard& phone) {
    XH_TRY(live, open_live(context, phone.person, phone.place));
    if (live.tail.size() == 0) {
        return std::optional<Bytes>{};
    }
    XH_TRY(kept, append(context.tx, context.services.vault, phone.person, live.tail.points()));
    live.tail.clear();
    XH_TRY(sealed, seal_live(context, phone.person, live));
    return std::optional{std::move(sealed)};
}

Done set_home(Context& context, const Watch& watch, const CredentialForm& form,
              const TrackingPolicy& policy) {
    if (!form.home) {
        return {};
    }
    FenceForm fence;
    fence.circles.push_back({*form.home, form.radius_meters.value_or(policy.fence_radius_meters)});
    XH_TRY(set, set_fence(context, watch.order, fence));
    return {};
}

}  // namespace

Result<CredentialIssued> issue_credential(Context& context, OrderId order,
                                          const CredentialForm& form, const std::string& base_url) {
    XH_TRY(policy, tracking_policy(context));
    XH_TRY(details, active_order_in_scope(context, order));
    if (details.order.place != isolation::IsolationPlace::home) {
        return fail(ErrorCode::conflict, "tracking.not_at_home");
    }
    Watch watch = watch_of(details, context.viewer, context.now);
    CredentialIssued issued;
    issued.order = order;
    issued.device = "x" + random_word(device_characters - 1);
    issued.secret = random_word(secret_characters);
    issued.url = base_url + "/api/tracking/positions";
    issued.url_template = gpslogger::url_template(issued.url, issued.device + "." + issued.secret);
    issued.interval_seconds = policy.rules.interval_seconds;
    issued.links = links_of(issued, base_url);
    const Vault& vault = context.services.vault;
    watch.device = issued.device;
    watch.secret_hash = vault.lookup_hash("tracking_secret", issued.secret);
    XH_DO(store::put(context.tx, {watch, vault.seal_own(secret_column, issued.secret)}));
    XH_DO(set_home(context, watch, form, policy.rules));
    XH_DO(audit_watch(context, watch, "tracking.issue_credential", {}, {{"device", watch.device}}));
    XH_DO(tell_watch(context, watch, "tracking.credential_issued"));
    return issued;
}

Result<CredentialView> credential_of(Context& context, OrderId order) {
    XH_TRY(watch, watch_in_scope(context, order));
    return view_of(watch);
}

Result<CredentialView> withdraw_credential(Context& context, OrderId order,
                                           const WithdrawalForm& form) {
    XH_DO(check_reason(form.reason));
    XH_TRY(watch, watch_in_scope(context, order));
    if (watch.device.empty()) {
        return fail(ErrorCode::conflict, "tracking.no_credential");
    }
    XH_DO(store::forget_credential(context.tx, order));
    XH_DO(audit_watch(context, watch, "tracking.withdraw_credential", form.reason,
                      {{"device", watch.device}}));
    XH_DO(tell_watch(context, watch, "tracking.credential_withdrawn"));
    watch.device.clear();
    return view_of(watch);
}

Done end_watch(Context& context, OrderId order) {
    XH_TRY(found, store::find_watch(context.tx, order));
    if (!found || found->state != WatchState::watching) {
        return {};
    }
    XH_TRY(details, isolation::order_details(context.tx, order));
    Watch watch = std::move(*found);
    watch.state = WatchState::ended;
    watch.device.clear();
    watch.secret_hash.clear();
    watch.ended_at = details && details->ended_at ? details->ended_at : context.now;
    XH_TRY(saved, store::save(context.tx, std::move(watch)));
    XH_DO(store::forget_credential(context.tx, order));
    XH_DO(store::close_grants(context.tx, order, context.now));
    XH_TRY(phone, store::find_live(context.tx, order));
    if (phone) {
        LiveState live = phone->live;
        live.verdict = FenceVerdict::no_data;
        live.verdict_at = context.now;
        live.battery_fraction.reset();
        XH_TRY(place, settled_place(context, *phone));
        XH_DO(store::save_live(context.tx, order, live, place));
    }
    XH_DO(audit_watch(context, saved, "tracking.end_watch"));
    return tell_watch(context, saved, "tracking.watch_ended");
}

Done worker_changed(Context& context, OrderId order) {
    XH_TRY(found, store::find_watch(context.tx, order));
    XH_TRY(details, isolation::order_details(context.tx, order));
    if (!found || !details || found->state != WatchState::watching) {
        return {};
    }
    Watch watch = std::move(*found);
    watch.worker = details->order.worker;
    watch.worker_name = details->worker_name;
    XH_TRY(saved, store::save(context.tx, std::move(watch)));
    return {};
}

Done print_receipt(Context& context, OrderId order) {
    const Done printed =
        context.tx.nested([&] { return isolation::print_installation_receipt(context, order); });
    // The order may have ended since, or the template may want what nobody knows: a paper is not worth an endless try.
    const bool lasting = !printed && (printed.error().code == ErrorCode::unavailable ||
                                      printed.error().code == ErrorCode::internal);
    return lasting ? printed : Done{};
}

}  // namespace xiuhua::tracking
