#include "rooms/tracking/actions_shared.hpp"

#include "platform/outbox/outbox.hpp"

namespace xiuhua::tracking {
namespace {

Done tell(Context& context, std::string_view kind, const std::string& subject,
          const std::string& area_code, const std::string& payload) {
    return outbox::append(context.tx, context.now,
                          {.kind = std::string{kind},
                           .subject = subject,
                           .area_code = area_code,
                           .payload = {payload}});
}

}  // namespace

Result<Policy> tracking_policy(Context& context) {
    // Every position asks for it: the text is parsed again only when it is another one.
    thread_local std::string known_text;
    thread_local TrackingPolicy known;
    XH_TRY(found, policy::in_force(context.tx, "tracking", office_date(context.now)));
    if (known_text != found.body.text) {
        XH_TRY(rules, json::parse<TrackingPolicy>(found.body.text));
        known = std::move(rules);
        known_text = std::move(found.body.text);
    }
    return Policy{known, found.version};
}

Result<Bytes> seal_place(Context& context, PersonId person, std::string_view column,
                         std::string_view text) {
    return context.services.vault.seal(context.tx, person, Purpose::tracking, column, text);
}

Result<std::string> open_place(Context& context, PersonId person, std::string_view column,
                               const Bytes& sealed) {
    return open_place(*context.services.vault.key_of(context.tx, person, Purpose::tracking), column,
                      sealed);
}

Result<std::string> open_place(PersonKey& key, std::string_view column, const Bytes& sealed) {
    auto text = key.open(column, sealed);
    if (!text && text.error().key == "vault.destroyed") {
        return std::string{};
    }
    return text;
}

Result<LiveRecord> open_live(PersonKey& key, const std::optional<Bytes>& sealed) {
    if (!sealed) {
        return LiveRecord{};
    }
    XH_TRY(text, open_place(key, place_column, *sealed));
    auto record = decode_live(text);
    if (!record) {
        return fail(ErrorCode::internal, "vault.tampered", {}, std::string{place_column});
    }
    return std::move(*record);
}

Result<LiveRecord> open_live(Context& context, PersonId person,
                             const std::optional<Bytes>& sealed) {
    return open_live(*context.services.vault.key_of(context.tx, person, Purpose::tracking), sealed);
}

Result<Bytes> seal_live(Context& context, PersonId person, const LiveRecord& live) {
    return seal_place(context, person, place_column, encode_live(live.place, live.tail));
}

Result<Watch> watch_in_scope(Context& context, OrderId order) {
    XH_TRY(found, store::find_watch(context.tx, context.viewer.scope, order));
    if (!found) {
        return fail(ErrorCode::not_found, "tracking.no_watch");
    }
    return std::move(*found);
}

Result<isolation::OrderDetails> active_order_in_scope(Context& context, OrderId order) {
    XH_TRY(found, isolation::order_details(context.tx, context.viewer.scope, order));
    if (!found) {
        return fail(ErrorCode::not_found, "tracking.no_watch");
    }
    if (found->order.state != isolation::OrderState::active) {
        return fail(ErrorCode::conflict, "tracking.order_not_active");
    }
    return std::move(*found);
}

Done audit_watch(Context& context, const Watch& watch, std::string_view action,
                 std::string_view reason, std::map<std::string, std::string> facts) {
    facts["order"] = watch.order_number;
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::string{action},
                          .subject_kind = "order",
                          .subject = to_text(watch.order),
                          .person = watch.person,
                          .area_code = watch.area_code,
                          .reason = std::string{reason},
                          .facts = {json::write(facts)}});
}

Done tell_watch(Context& context, const Watch& watch, std::string_view kind) {
    return tell(context, kind, to_text(watch.order), watch.area_code,
                json::write(WatchPatch{watch.order, watch.person}));
}

Done tell_home(Context& context, const store::Heard& phone) {
    const LiveState& live = phone.live;
    const HomePatch patch{phone.order,     phone.person,    live.verdict,
                          live.verdict_at, live.heard_at,   live.battery_fraction,
                          live.charging,   live.alert_left, live.alert_silent};
    return tell(context, "tracking.home_changed", to_text(phone.order), phone.area_code,
                json::write(patch));
}

Done tell_alert(Context& context, const TrackingAlert& alert) {
    return tell(context, "tracking.alert_changed", to_text(alert.id), alert.area_code,
                json::write(patch_of(alert)));
}

}  // namespace xiuhua::tracking
