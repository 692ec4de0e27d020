#pragma once
// Phones as they stand in the database, opened and parsed, so that a report costs no look-up. Only on SQLite, and only on
// the writer's thread: there every change of a row is seen (db::RowWatch), whoever made it, before the next report is
// looked at. On PostgreSQL other programs write unseen: each report reads its rows anew, by the same code.
#include <memory>
#include <unordered_map>

#include "platform/crypto/kept_key.hpp"
#include "platform/db/row_watch.hpp"
#include "rooms/tracking/actions_shared.hpp"
#include "rooms/tracking/live_codec.hpp"

namespace xiuhua::tracking {

struct KnownPhone {
    store::Heard heard;  // Its sealed columns are empty: they stand open here.
    Fence fence;
    LiveRecord live;
    std::unique_ptr<KeptKey> key;
    std::uint64_t orders_seen = 0;  // When its order was last asked for.
};

// For who reads the phone's rows. `unauthenticated` tracking.bad_credential for a phone not watched.
Result<KnownPhone> read_phone(Context& context, const std::string& device);

class PhoneMemory final : public db::RowWatch {
  public:
    // This database's, or null where nothing can be kept.
    static PhoneMemory* of(Context& context);

    // The phone, out of the memory, read when it is not there: only put_back() keeps it. So what a report that fails has
    // changed of it is gone with it. `unauthenticated` as read_phone().
    using Phones = std::unordered_map<std::string, KnownPhone>;
    Result<Phones::node_type> take(Context& context, const std::string& device);
    void put_back(Phones::node_type phone);
    // Whether an order may have changed since `phone` was last asked for; asking now makes it up to date.
    bool order_may_differ(const KnownPhone& phone) const { return phone.orders_seen != orders_; }
    void order_is_active(KnownPhone& phone) const { phone.orders_seen = orders_; }
    // The policy in force on a day, parsed once.
    Result<Policy> policy(Context& context);

    void changed(std::string_view table) override;
    void committed() override { touched_.clear(); }
    void undone() override;
    void others_wrote() override;

    // While one lives, changed rows of watches are the report's own: the phone at hand is kept up to date by it.
    class OwnReport {
      public:
        explicit OwnReport(PhoneMemory* memory) : memory_(memory) { set(true); }
        ~OwnReport() { set(false); }
        OwnReport(const OwnReport&) = delete;
        OwnReport& operator=(const OwnReport&) = delete;

      private:
        void set(bool own) {
            if (memory_ != nullptr) {
                memory_->own_report_ = own;
            }
        }
        PhoneMemory* memory_;
    };

  private:
    // Bounds memory: a district has 20,000 phones at most, a phone takes about a kilobyte.
    static constexpr std::size_t phones_max = 50'000;

    Phones phones_;
    std::vector<std::string> touched_;  // Since the last commit.
    std::uint64_t orders_ = 1, undone_ = 0, undone_when_taken_ = 0;
    bool own_report_ = false;
    std::optional<Policy> policy_;
    Date policy_day_;
};

}  // namespace xiuhua::tracking
