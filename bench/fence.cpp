// The fence's promise: almost no false alarms, almost no missed exits, beside the two rules in common use, on the same
// fixes. XIUHUA_FENCE_DAYS sets the number of person-days (10,000), XIUHUA_FENCE_SEED the seed.
#include "rooms/tracking/fence.hpp"

#include <cstdlib>
#include <string>

#include "bench/fence_world.hpp"
#include "bench/harness.hpp"

namespace xiuhua::bench {
namespace {

using tracking::Fence;
using tracking::FenceState;
using tracking::FenceVerdict;

constexpr double radius_meters = 100;
constexpr double exit_seconds_min =
    600;                               // Exits the goal speaks of: longer than ten minutes outside.
constexpr double grace_seconds = 900;  // An alarm this close to a real exit belongs to it.
constexpr double probe_seconds = 15;   // From the question to the fresh fix.
constexpr double probe_answered = 0.8;
constexpr double leavers_share = 0.3;  // Of the person-days.

const Instant midnight{std::chrono::hours{24} * 20'000};

Instant instant_of(double second) {
    return midnight + std::chrono::milliseconds{static_cast<std::int64_t>(second * 1000)};
}

// Counts what one rule said of one day: alarms are the moments at which it begins to say "out".
struct Score {
    double person_days = 0, false_alarms = 0, exits = 0, found = 0;
    std::vector<double> delays;

    void day(const SimulatedDay& day, const std::vector<double>& alarms) {
        person_days += 1;
        std::vector<bool> is_found(day.exits().size());
        for (const double alarm : alarms) {
            bool is_true = false;
            for (std::size_t i = 0; i < day.exits().size(); ++i) {
                const SimulatedExit& exit = day.exits()[i];
                if (alarm >= exit.left_at - grace_seconds &&
                    alarm <= exit.back_at + grace_seconds) {
                    is_true = true;
                    if (!is_found[i] && alarm <= exit.back_at) {
                        is_found[i] = true;
                        if (exit.back_at - exit.left_at > exit_seconds_min) {
                            found += 1;
                            delays.push_back(std::max(0.0, alarm - exit.left_at) / 60);
                        }
                    }
                }
            }
            false_alarms += is_true ? 0 : 1;
        }
        for (const SimulatedExit& exit : day.exits()) {
            exits += exit.back_at - exit.left_at > exit_seconds_min ? 1 : 0;
        }
    }
    double false_a_day() const { return false_alarms / person_days; }
    double found_share() const { return exits > 0 ? found / exits : 0; }
};

struct Scores {
    Score out, suspect, plain, minus_accuracy;
    double probes = 0;
};

// A rule of one line: out while it says so.
class Simple {
  public:
    void say(double second, bool outside) {
        if (outside && !was_) {
            alarms.push_back(second);
        }
        was_ = outside;
    }
    std::vector<double> alarms;

  private:
    bool was_ = false;
};

enum class Probing { no, yes };
struct Setting {
    double cadence_seconds = 60;
    Probing probing = Probing::yes;
    double reflection_minutes = 0;  // 0: the model's.
    int out_seconds = tracking::FencePolicy{}.out_seconds;
};

void play(const Setting& setting, Dwelling dwelling, std::uint64_t seed, Scores& scores) {
    Dice dice{seed};
    PhoneModel model = model_of(dwelling);
    if (setting.reflection_minutes > 0) {
        model.reflection_minutes = setting.reflection_minutes;
    }
    SimulatedDay day{model, radius_meters, dice.happens(leavers_share), dice.next()};
    const Fence fence{.circles = {{day.home(), radius_meters}}, .polygons = {}, .leaves = {}};
    tracking::FencePolicy policy;
    policy.out_seconds = setting.out_seconds;
    FenceState state;
    Simple out, suspect, plain, minus_accuracy;
    const auto feed = [&](const SimulatedFix& fix) {
        state = tracking::next(state, policy, fence,
                               {.point = fix.point,
                                .time = instant_of(fix.second),
                                .accuracy_meters = fix.accuracy_meters},
                               instant_of(fix.second));
        out.say(fix.second, state.verdict == FenceVerdict::out);
        suspect.say(fix.second,
                    state.verdict == FenceVerdict::out || state.verdict == FenceVerdict::suspect);
    };
    for (double second = dice.between(0, setting.cadence_seconds); second < SimulatedDay::seconds;
         second += setting.cadence_seconds * dice.between(0.9, 1.1)) {
        const auto fix = day.fix_at(second);
        if (!fix) {
            continue;
        }
        feed(*fix);
        const double outside = distance_meters(day.home(), fix->point) - radius_meters;
        plain.say(second, outside > 0);
        minus_accuracy.say(second, outside - fix->accuracy_meters > 0);
        if (setting.probing == Probing::yes && tracking::wants_probe(state) &&
            dice.happens(probe_answered)) {
            scores.probes += 1;
            if (const auto fresh = day.fix_at(second + probe_seconds)) {
                feed(*fresh);
            }
        }
    }
    scores.out.day(day, out.alarms);
    scores.suspect.day(day, suspect.alarms);
    scores.plain.day(day, plain.alarms);
    scores.minus_accuracy.day(day, minus_accuracy.alarms);
}

Scores play_all(const Setting& setting, int days, std::uint64_t seed) {
    Scores scores;
    Dice seeds{seed};
    for (int i = 0; i < days; ++i) {
        play(setting, i % 2 == 0 ? Dwelling::house : Dwelling::tower, seeds.next(), scores);
    }
    return scores;
}

void print_scores(const std::string& name, const Scores& scores, bool has_goals) {
    const auto figure = [&](const std::string& metric, double value, const std::string& unit,
                            const std::string& baseline, double baseline_value, double goal,
                            Better better) {
        print({.bench = "fence",
               .metric = name + ": " + metric,
               .value = value,
               .unit = unit,
               .baseline = baseline,
               .baseline_value = baseline_value,
               .goal = has_goals && goal > 0 ? std::optional<double>(goal) : std::nullopt,
               .better = better});
    };
    const double plain = scores.plain.false_a_day();
    const double minus = scores.minus_accuracy.false_a_day();
    figure("false OUT a person-day", scores.out.false_a_day(), "alarms", "distance > radius", plain,
           0.001, Better::lower);
    figure("false OUT a person-day, second baseline", scores.out.false_a_day(), "alarms",
           "distance − accuracy > radius", minus, 0.001, Better::lower);
    figure("false SUSPECT a person-day", scores.suspect.false_a_day(), "alarms",
           "distance − accuracy > radius", minus, 0, Better::lower);
    figure("real exits over 10 min found (OUT)", scores.out.found_share(), "share",
           "distance > radius", scores.plain.found_share(), 0.95, Better::higher);
    figure("real exits over 10 min found (SUSPECT)", scores.suspect.found_share(), "share",
           "distance − accuracy > radius", scores.minus_accuracy.found_share(), 0, Better::higher);
    figure("median minutes from leaving to OUT", median(scores.out.delays), "min", "", 0, 0,
           Better::lower);
    figure("median minutes from leaving to SUSPECT", median(scores.suspect.delays), "min", "", 0, 0,
           Better::lower);
    figure("questions to the phone a person-day", scores.probes / scores.out.person_days, "probes",
           "", 0, 0, Better::lower);
}

int from_environment(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoi(text);
}

void run() {
    const int days = from_environment("XIUHUA_FENCE_DAYS", 10'000);
    const auto seed = static_cast<std::uint64_t>(from_environment("XIUHUA_FENCE_SEED", 20'200'326));
    print_scores("60 s, probing", play_all({}, days, seed), true);
    print_scores("60 s, no probing", play_all({.probing = Probing::no}, days / 4, seed), false);
    print_scores("300 s, probing", play_all({.cadence_seconds = 300}, days, seed), false);
    print_scores("60 s, probing, reflections of 4 min",
                 play_all({.reflection_minutes = 4}, days / 4, seed), false);
    print_scores("60 s, probing, reflections of 4 min, OUT after 20 min",
                 play_all({.reflection_minutes = 4, .out_seconds = 1'200}, days / 4, seed), false);

    const tracking::FencePolicy policy;
    const Fence fence{.circles = {{{34.8, 113.8}, radius_meters}}, .polygons = {}, .leaves = {}};
    constexpr int fixes = 200'000;
    const double seconds = median_seconds(5, [&] {
        FenceState state;
        for (int i = 0; i < fixes; ++i) {
            state = tracking::next(
                state, policy, fence,
                {.point = {34.8 + i * 1e-9, 113.8}, .time = instant_of(i), .accuracy_meters = 15},
                instant_of(i));
        }
    });
    print({.bench = "fence",
           .metric = "time a fix",
           .value = seconds / fixes * 1e9,
           .unit = "ns",
           .runs = 5});
}

const Workload fence{"fence", run};

}  // namespace
}  // namespace xiuhua::bench
