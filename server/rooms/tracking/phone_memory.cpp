#include "rooms/tracking/phone_memory.hpp"

#include <algorithm>

namespace xiuhua::tracking {
namespace {

// Who made a phone's credential, its fence, its key; and the numbers that decide. A change of one of them is rare beside
// reports, so all phones are read anew after it.
constexpr std::string_view watched_tables[] = {"tracking_watch", "tracking_live",
                                               sealing_keys_table};
constexpr std::string_view policy_table = "policy_version";
// Orders change with each health report, so they are only asked again whether they are active.
constexpr std::string_view order_table = "isolation_order";

tl::unexpected<Error> refused() {
    return fail(ErrorCode::unauthenticated, "tracking.bad_credential");
}

}  // namespace

Result<KnownPhone> read_phone(Context& context, const std::string& device) {
    XH_TRY(found, store::find_phone(context.tx, device));
    if (!found) {
        return refused();
    }
    KnownPhone phone;
    phone.heard = std::move(*found);
    const auto fence = std::exchange(phone.heard.fence, {});
    const auto place = std::exchange(phone.heard.place, {});
    const PersonId person = phone.heard.person;
    const auto key = context.services.vault.key_of(context.tx, person, Purpose::tracking);
    XH_TRY(opened, open_as<Fence>(*key, fence_column, fence));
    phone.fence = std::move(opened);
    XH_TRY(record, open_live(*key, place));
    phone.live = std::move(record);
    XH_TRY(kept, keep_key(context.services.vault, context.tx, person, Purpose::tracking));
    phone.key = std::move(kept);
    return phone;
}

PhoneMemory* PhoneMemory::of(Context& context) {
    return static_cast<PhoneMemory*>(
        db::watch_rows(context.services.db, [] { return std::make_unique<PhoneMemory>(); }));
}

Result<PhoneMemory::Phones::node_type> PhoneMemory::take(Context& context,
                                                         const std::string& device) {
    undone_when_taken_ = undone_;
    if (auto known = phones_.extract(device)) {
        return known;
    }
    const OwnReport own{this};  // Reading may make the person's key.
    XH_TRY(phone, read_phone(context, device));
    Phones fresh;
    fresh.emplace(device, std::move(phone));
    return fresh.extract(fresh.begin());
}

void PhoneMemory::put_back(Phones::node_type phone) {
    if (undone_ != undone_when_taken_) {
        return;
    }
    if (phones_.size() >= phones_max) {
        phones_.clear();
    }
    touched_.push_back(phone.key());
    phones_.insert(std::move(phone));
}

Result<Policy> PhoneMemory::policy(Context& context) {
    const Date today = office_date(context.now);
    if (!policy_ || policy_day_ != today) {
        XH_TRY(found, tracking_policy(context));
        policy_ = std::move(found);
        policy_day_ = today;
    }
    return *policy_;
}

void PhoneMemory::changed(std::string_view table) {
    if (table == order_table) {
        ++orders_;
    } else if (table == policy_table) {
        policy_.reset();
    } else if (!own_report_ && std::find(std::begin(watched_tables), std::end(watched_tables),
                                         table) != std::end(watched_tables)) {
        phones_.clear();
    }
}

void PhoneMemory::undone() {
    for (const std::string& device : touched_) {
        phones_.erase(device);
    }
    touched_.clear();
    policy_.reset();
    ++orders_;
    ++undone_;
}

void PhoneMemory::others_wrote() {
    phones_.clear();
    policy_.reset();
    ++orders_;
}

}  // namespace xiuhua::tracking
