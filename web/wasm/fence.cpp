// The fence's rule for the phone: server/rooms/tracking/fence.cpp itself, compiled to WebAssembly (tools/dev/web.sh), so
// that there is one rule and not two. Everything goes through one array of numbers; web/src/rooms/tracking/fence.ts is
// the other side. Times are epoch milliseconds; NaN stands for "absent".
#include "rooms/tracking/fence.hpp"

#include <array>
#include <boost/mp11.hpp>
#include <cmath>

namespace {

using xiuhua::GeoPoint;
using xiuhua::Instant;
using namespace xiuhua::tracking;

// The largest fence (20 shapes of 200 corners) and more leaves than anybody has.
constexpr std::size_t numbers_max = 16'384;
std::array<double, numbers_max> numbers;
FencePolicy policy;
Fence fence;
FenceState state;

Instant instant(double ms) {
    return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(ms)}};
}

class In {
  public:
    double real() { return at_ < numbers.size() ? numbers[at_++] : 0; }
    int whole() { return static_cast<int>(real()); }
    Instant time() { return instant(real()); }
    std::optional<Instant> optional_time() {
        const double ms = real();
        return std::isnan(ms) ? std::nullopt : std::optional{instant(ms)};
    }
    GeoPoint point() {
        const double latitude = real();
        return {latitude, real()};
    }

  private:
    std::size_t at_ = 0;
};

class Out {
  public:
    void real(double value) {
        if (at_ < numbers.size()) {
            numbers[at_++] = value;
        }
    }
    void time(Instant at) { real(static_cast<double>(at.time_since_epoch().count())); }
    void optional_time(const std::optional<Instant>& at) { at ? time(*at) : real(std::nan("")); }

  private:
    std::size_t at_ = 0;
};

FenceRun take_run(In& in) {
    FenceRun run;
    run.fixes = in.whole();
    run.since = in.time();
    run.until = in.time();
    return run;
}

void put_run(Out& out, const FenceRun& run) {
    out.real(run.fixes);
    out.time(run.since);
    out.time(run.until);
}

template <typename Visit>
void each_policy_member(Visit visit) {
    boost::mp11::mp_for_each<
        boost::describe::describe_members<FencePolicy, boost::describe::mod_public>>(visit);
}

}  // namespace

#define XH_EXPORT(name) extern "C" __attribute__((export_name(name)))

XH_EXPORT("numbers") double* fence_numbers() {
    return numbers.data();
}
XH_EXPORT("rule_version") int fence_version() {
    return fence_rule_version;
}
// The name of the policy's number `index`, or null behind the last: both sides speak of them by name.
XH_EXPORT("policy_name") const char* fence_policy_name(int index) {
    const char* name = nullptr;
    int at = 0;
    each_policy_member([&](auto member) {
        if (at++ == index) {
            name = member.name;
        }
    });
    return name;
}
XH_EXPORT("take_policy") void fence_take_policy() {
    In in;
    each_policy_member([&](auto member) {
        auto& value = policy.*member.pointer;
        value = static_cast<std::remove_reference_t<decltype(value)>>(in.real());
    });
}
XH_EXPORT("take_fence") void fence_take_fence() {
    In in;
    fence = {};
    for (int circles = in.whole(); circles > 0; --circles) {
        FenceCircle circle;
        circle.center = in.point();
        circle.radius_meters = in.real();
        fence.circles.push_back(circle);
    }
    for (int polygons = in.whole(); polygons > 0; --polygons) {
        FencePolygon polygon;
        for (int corners = in.whole(); corners > 0; --corners) {
            polygon.corners.push_back(in.point());
        }
        fence.polygons.push_back(polygon);
    }
    for (int leaves = in.whole(); leaves > 0; --leaves) {
        FenceLeave leave;
        leave.from = in.time();
        leave.until = in.time();
        fence.leaves.push_back(leave);
    }
}
XH_EXPORT("take_state") void fence_take_state() {
    In in;
    state = {};
    state.verdict = static_cast<FenceVerdict>(in.whole());
    state.since = in.time();
    state.log_odds = in.real();
    state.seen_at = in.optional_time();
    state.fix_time = in.optional_time();
    for (int places = in.whole(); places > 0; --places) {
        state.places.push_back(in.point());
    }
    state.outside = take_run(in);
    state.clear = take_run(in);
    state.best_accuracy_meters = in.real();
}
XH_EXPORT("put_state") void fence_put_state() {
    Out out;
    out.real(static_cast<int>(state.verdict));
    out.time(state.since);
    out.real(state.log_odds);
    out.optional_time(state.seen_at);
    out.optional_time(state.fix_time);
    out.real(static_cast<double>(state.places.size()));
    for (const GeoPoint& place : state.places) {
        out.real(place.latitude);
        out.real(place.longitude);
    }
    put_run(out, state.outside);
    put_run(out, state.clear);
    out.real(state.best_accuracy_meters);
}
XH_EXPORT("next")
void fence_next(double latitude, double longitude, double time, double accuracy, int at_home,
                double now) {
    FenceFix fix;
    fix.point = {latitude, longitude};
    fix.time = instant(time);
    if (!std::isnan(accuracy)) {
        fix.accuracy_meters = accuracy;
    }
    fix.home_network = at_home != 0 ? HomeNetwork::connected : HomeNetwork::unknown;
    state = next(std::move(state), policy, fence, fix, instant(now));
}
XH_EXPORT("heard") void fence_heard(double now) {
    state = heard(std::move(state), instant(now));
}
XH_EXPORT("judge") int fence_judge(double now) {
    return static_cast<int>(judge(state, policy, instant(now)));
}
XH_EXPORT("wants_probe") int fence_wants_probe() {
    return wants_probe(state) ? 1 : 0;
}
