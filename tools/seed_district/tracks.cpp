#include "tools/seed_district/tracks.hpp"

#include <cmath>

#include "platform/host/room.hpp"
#include "rooms/access/public.hpp"
#include "rooms/tracking/actions.hpp"

namespace xiuhua::seed {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr hours track_length{24};
constexpr hours upload_every{2};  // Phones that were asleep send what they kept.
constexpr hours silence_length{3};
constexpr minutes walk_length{25};
constexpr double walk_meters = 450;
constexpr double meters_a_degree = 111'195;

enum class Habit { at_home, silent, walks };

class Phones {
  public:
    Phones(Program& program, const Options& options, Instant until, const Schematic& schematic)
        : services_(program.services()),
          until_(until),
          schematic_(schematic),
          random_(options.seed ^ 0x7AC6) {}

    Result<TrackCount> live(const std::vector<ActiveOrder>& orders) {
        for (std::size_t i = 0; i < orders.size(); ++i) {
            const bool walks = i == walker;
            XH_DO(one_phone(orders[i], walks                       ? Habit::walks
                                       : orders[i].is_often_silent ? Habit::silent
                                                                   : Habit::at_home));
        }
        return count_;
    }

  private:
    static constexpr std::size_t walker = 3;

    Done one_phone(const ActiveOrder& order, Habit habit) {
        XH_TRY(worker,
               services_.db.read([&](Tx& tx) { return access::viewer_for(tx, order.worker); }));
        if (!worker) {
            return fail(ErrorCode::internal, "seed.no_user");
        }
        const GeoPoint home = schematic_.home(order.area_code);
        return services_.db.write([&](Tx& tx) -> Done {
            XH_TRY(details, isolation::order_details(tx, order.order));
            if (!details || !details->confirmed_at || !details->smartphone ||
                *details->confirmed_at >= until_ - minutes{10}) {
                return {};
            }
            Context context{tx, *worker, services_, until_, ""};
            tracking::CredentialForm form;
            form.home = home;
            XH_TRY(issued, tracking::issue_credential(context, order.order, form,
                                                      "https://xiuhua.example"));
            ++count_.phones;
            const Instant begin = std::max(until_ - track_length, *details->confirmed_at);
            return report_all(context, {issued.device, std::nullopt}, home, begin, habit);
        });
    }

    Done report_all(Context& context, const tracking::PhoneIdentity& phone, const GeoPoint& home,
                    Instant begin, Habit habit) {
        const Instant end = habit == Habit::silent ? until_ - silence_length : until_;
        double battery = 0.5 + random_.below(50) / 100.0;
        positions::Upload upload;
        Instant sent = begin;
        for (Instant at = begin; at < end; at += pace(at)) {
            upload.fixes.push_back(fix(at, home, habit, battery));
            battery = battery < 0.15 ? 1.0 : battery - 0.0012;
            if (at - sent >= upload_every) {
                XH_DO(send(context, phone, upload, at));
                sent = at;
            }
        }
        return upload.fixes.empty() ? Done{} : send(context, phone, upload, end);
    }

    Done send(Context& context, const tracking::PhoneIdentity& phone, positions::Upload& upload,
              Instant at) {
        Context then{context.tx, context.viewer, services_, at + seconds{1}, ""};
        count_.positions += static_cast<std::int64_t>(upload.fixes.size());
        XH_DO(tracking::ingest(then, phone, tracking::PhoneFamily::owntracks, upload));
        upload.fixes.clear();
        return {};
    }

    // A phone that lies still at night sleeps.
    seconds pace(Instant at) {
        const auto hour = std::chrono::floor<hours>(at - office_instant(office_date(at))).count();
        return hour < 6 ? seconds{900} : seconds{115 + random_.below(10)};
    }

    positions::Fix fix(Instant at, const GeoPoint& home, Habit habit, double battery) {
        const double accuracy = 8 + random_.below(25);
        const auto wander = [&] { return (random_.below(2'001) - 1'000) / 1'000.0 * accuracy / 2; };
        double east = wander();
        const double north = wander();
        if (habit == Habit::walks && at >= until_ - walk_length) {
            east += walk_meters;
        }
        positions::Fix fix;
        fix.point = {home.latitude + north / meters_a_degree,
                     home.longitude + east / (meters_a_degree *
                                              std::cos(home.latitude * std::acos(-1.0) / 180))};
        fix.fix_time = at;
        fix.accuracy_meters = accuracy;
        fix.battery_fraction = battery;
        return fix;
    }

    Services& services_;
    Instant until_;
    const Schematic& schematic_;
    Random random_;
    TrackCount count_;
};

}  // namespace

Result<TrackCount> seed_tracks(Program& program, const Options& options, Instant until,
                               const std::vector<ActiveOrder>& orders, const Schematic& schematic) {
    return Phones{program, options, until, schematic}.live(orders);
}

}  // namespace xiuhua::seed
