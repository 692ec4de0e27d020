#include "bench/fence_world.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace xiuhua::bench {
namespace {

constexpr double metres_per_degree = 111'195.08;
constexpr double slow_seconds = 600;
constexpr double radius_of_68_percent = 1.51;  // Of two independent deviations.
constexpr double minute = 60;

}  // namespace

std::uint64_t Dice::next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

double Dice::share() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Dice::normal() {
    const double radius = std::sqrt(-2 * std::log(1 - share()));
    return radius * std::cos(2 * std::numbers::pi * share());
}

double Dice::lasting(double mean) {
    return -mean * std::log(1 - share());
}

PhoneModel model_of(Dwelling dwelling) {
    switch (dwelling) {
        case Dwelling::house:
            return {.reflections_a_day = 1};
        case Dwelling::tower:
            return {.slow_error_meters = 22,
                    .quick_error_meters = 10,
                    .accuracy_honesty = 0.6,
                    .reflections_a_day = 10,
                    .wrong_wifi_a_day = 1.5,
                    .mast_a_day = 5,
                    .silences_a_day = 6};
    }
    return {};
}

SimulatedDay::SimulatedDay(const PhoneModel& model, double radius_meters, bool leaves,
                           std::uint64_t seed)
    : model_(model), radius_(radius_meters), dice_(seed) {
    home_ = {34.7 + 0.2 * dice_.share(), 113.7 + 0.2 * dice_.share()};
    if (leaves) {
        Walk walk;
        walk.speed = dice_.happens(0.3) ? 8 : 1.3;  // A commute by bus or car, or on foot.
        walk.meters =
            radius_ + (walk.speed > 2 ? dice_.between(1'000, 8'000) : dice_.between(60, 900));
        walk.direction = dice_.between(0, 2 * std::numbers::pi);
        const double stay = dice_.between(2, 90) * minute;
        const double way = walk.meters / walk.speed;
        walk.from = dice_.between(0, seconds - stay - 2 * way - 3'600);
        walk.until = walk.from + stay + 2 * way;
        walks_.push_back(walk);
        const double inside = radius_ / walk.speed;
        exits_.push_back({walk.from + inside, walk.until - inside});
    }
    reflections_ = spells(model.reflections_a_day, model.reflection_minutes, 80, 500);
    wrong_wifi_ = spells(model.wrong_wifi_a_day, 20, 100, 1'500);
    masts_ = spells(model.mast_a_day, 6, 200, 1'500);
    silences_ = spells(model.silences_a_day, 25, 0, 0);
    slow_ = {model.slow_error_meters * dice_.normal(), model.slow_error_meters * dice_.normal()};
}

std::vector<SimulatedDay::Spell> SimulatedDay::spells(double a_day, double minutes,
                                                      double from_meters, double to_meters) {
    std::vector<Spell> out;
    if (a_day <= 0) {
        return out;
    }
    for (double at = dice_.lasting(seconds / a_day); at < seconds;
         at += dice_.lasting(seconds / a_day)) {
        const double direction = dice_.between(0, 2 * std::numbers::pi);
        const double meters = dice_.between(from_meters, to_meters);
        const double until = at + std::min(dice_.lasting(minutes * minute), 120 * minute);
        out.push_back({at, until, {meters * std::sin(direction), meters * std::cos(direction)}});
        at = until;
    }
    return out;
}

const SimulatedDay::Spell* SimulatedDay::at(const std::vector<Spell>& spells, double second) {
    for (const Spell& spell : spells) {
        if (spell.from <= second && second < spell.until) {
            return &spell;
        }
    }
    return nullptr;
}

SimulatedDay::Offset SimulatedDay::truth(double second) {
    for (const Walk& walk : walks_) {
        if (walk.from <= second && second < walk.until) {
            const double gone = std::min({(second - walk.from) * walk.speed,
                                          (walk.until - second) * walk.speed, walk.meters});
            return {gone * std::sin(walk.direction), gone * std::cos(walk.direction)};
        }
    }
    return {};
}

GeoPoint SimulatedDay::point_at(const Offset& offset) const {
    // Phones give seven decimals.
    const double latitude = home_.latitude + offset.north / metres_per_degree;
    const double longitude =
        home_.longitude +
        offset.east / (metres_per_degree * std::cos(home_.latitude * std::numbers::pi / 180));
    return {std::round(latitude * 1e7) / 1e7, std::round(longitude * 1e7) / 1e7};
}

std::optional<SimulatedFix> SimulatedDay::fix_at(double second) {
    const double kept = std::exp(-(second - slow_at_) / slow_seconds);
    const double fresh = model_.slow_error_meters * std::sqrt(1 - kept * kept);
    slow_ = {slow_.east * kept + fresh * dice_.normal(),
             slow_.north * kept + fresh * dice_.normal()};
    slow_at_ = second;

    const Offset true_place = truth(second);
    const bool moves = true_place.east != 0 || true_place.north != 0;
    SimulatedFix fix{.second = second,
                     .is_outside = std::hypot(true_place.east, true_place.north) > radius_};
    if (!moves && at(silences_, second) != nullptr) {
        return std::nullopt;  // Doze: only a phone that lies still.
    }
    if (!moves && rest_ && dice_.happens(0.5)) {
        SimulatedFix again = *rest_;
        again.second = second;
        return again;
    }
    if (const Spell* mast = at(masts_, second)) {
        fix.point = point_at({true_place.east + mast->offset.east + 50 * dice_.normal(),
                              true_place.north + mast->offset.north + 50 * dice_.normal()});
        fix.accuracy_meters = std::max(
            300.0, std::hypot(mast->offset.east, mast->offset.north) * dice_.between(0.7, 2));
        return fix;
    }
    const Spell* wifi = moves ? nullptr : at(wrong_wifi_, second);
    if (wifi != nullptr) {
        fix.point = point_at(wifi->offset);
        fix.accuracy_meters = 20;
        return fix;
    }
    Offset place{true_place.east + slow_.east + model_.quick_error_meters * dice_.normal(),
                 true_place.north + slow_.north + model_.quick_error_meters * dice_.normal()};
    const Spell* reflection = moves ? nullptr : at(reflections_, second);
    if (reflection != nullptr) {
        place.east += reflection->offset.east;
        place.north += reflection->offset.north;
    }
    fix.point = point_at(place);
    const double deviation = std::hypot(model_.slow_error_meters, model_.quick_error_meters);
    fix.accuracy_meters =
        std::round(std::max(4.0, deviation * radius_of_68_percent * model_.accuracy_honesty *
                                     std::exp(0.35 * dice_.normal())));
    if (!moves && reflection == nullptr) {
        rest_ = fix;
    }
    return fix;
}

}  // namespace xiuhua::bench
