#pragma once
// A seeded world of isolated people and what their phones say, for bench/fence.cpp. The truth is known, so that every
// false and every missed exit can be counted.
//
// How a phone errs here (all rates a day, all seeded):
//  - a slow error (10 minutes) and a quick one, larger in towers, with an accuracy that is honest in houses and too sure
//    of itself in towers;
//  - reflections: some minutes at a wrong place, each fix another coordinate, with a good accuracy;
//  - a wrong Wi-Fi in the data base of networks: minutes to an hour at one and the same wrong coordinate;
//  - cell masts: a kilometre off, with an honest poor accuracy;
//  - rest: a phone that lies still says the same coordinate again, or nothing for up to two hours.
#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/geo.hpp"
#include "kernel/instant.hpp"

namespace xiuhua::bench {

// SplitMix64: the same numbers on every machine and library.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    double share();               // 0 ≤ … < 1
    double normal();              // mean 0, deviation 1
    double lasting(double mean);  // exponential
    double between(double from, double to) { return from + (to - from) * share(); }
    bool happens(double probability) { return share() < probability; }

  private:
    std::uint64_t state_;
};

enum class Dwelling { house, tower };

struct PhoneModel {
    double slow_error_meters = 8, quick_error_meters = 4;
    double accuracy_honesty = 1;       // Said accuracy over the true 68 % radius.
    double reflections_a_day = 1;      // In towers; a tenth of it in houses.
    double reflection_minutes = 0.75;  // Mean.
    double wrong_wifi_a_day = 0.7;
    double mast_a_day = 3;
    double silences_a_day = 4;
};
PhoneModel model_of(Dwelling dwelling);

struct SimulatedExit {
    double left_at = 0, back_at = 0;  // Seconds of the day outside the fence's radius.
};
struct SimulatedFix {
    double second = 0;
    GeoPoint point;
    double accuracy_meters = 0;
    bool is_outside = false;  // The truth.
};

// One person's day. Asked in rising order of time.
class SimulatedDay {
  public:
    static constexpr double seconds = 86'400;
    SimulatedDay(const PhoneModel& model, double radius_meters, bool leaves, std::uint64_t seed);
    const GeoPoint& home() const { return home_; }
    const std::vector<SimulatedExit>& exits() const { return exits_; }
    // nullopt while the phone is silent.
    std::optional<SimulatedFix> fix_at(double second);

  private:
    struct Offset {
        double east = 0, north = 0;
    };
    struct Spell {
        double from = 0, until = 0;
        Offset offset;
    };
    struct Walk {
        double from = 0, until = 0, direction = 0, meters = 0, speed = 1.3;
    };
    std::vector<Spell> spells(double a_day, double minutes, double from_meters, double to_meters);
    static const Spell* at(const std::vector<Spell>& spells, double second);
    Offset truth(double second);
    GeoPoint point_at(const Offset& offset) const;

    PhoneModel model_;
    double radius_;
    Dice dice_;
    GeoPoint home_;
    std::vector<Walk> walks_;
    std::vector<SimulatedExit> exits_;
    std::vector<Spell> reflections_, wrong_wifi_, masts_, silences_;
    Offset slow_;
    double slow_at_ = 0;
    std::optional<SimulatedFix> rest_;  // What a phone at rest says again.
};

}  // namespace xiuhua::bench
