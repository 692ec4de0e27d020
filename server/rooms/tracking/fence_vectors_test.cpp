// fence_vectors.json: facts and what the rule makes of them, for every implementation of the rule. Renewed by
// XIUHUA_RENEW_VECTORS=1 build/dev/bin/xiuhua_tests --source-file='*fence_vectors*' when the rule changes on purpose.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "platform/json/json.hpp"
#include "rooms/tracking/fence.hpp"
#include "testkit/source_tree.hpp"

namespace xiuhua::tracking {

struct FenceVectorStep {
    std::optional<FenceFix> fix;  // Absent: only a sign of life, or only time passing.
    bool heard = true;            // Absent fix: was there a sign of life?
    Instant now;
    FenceVerdict verdict = FenceVerdict::no_data;  // By fixes alone.
    FenceVerdict judged = FenceVerdict::no_data;   // At `now`.
    bool probe = false;
    double log_odds = 0;  // To 6 digits behind the point.
};
BOOST_DESCRIBE_STRUCT(FenceVectorStep, (), (fix, heard, now, verdict, judged, probe, log_odds))

struct FenceVector {
    std::string name;
    Fence fence;
    std::vector<FenceVectorStep> steps;
};
BOOST_DESCRIBE_STRUCT(FenceVector, (), (name, fence, steps))

struct FenceVectors {
    int rule_version = 0;
    FencePolicy policy;
    std::vector<FenceVector> cases;
};
BOOST_DESCRIBE_STRUCT(FenceVectors, (), (rule_version, policy, cases))

namespace {

const Instant start = *parse_instant("2026-11-24T00:00:00Z");
const GeoPoint home{34.8, 113.8};
constexpr double metres_per_degree = 111'195.08;

// Builds the facts of one case; the verdicts are filled in by the rule.
class Facts {
  public:
    Facts(std::string name, Fence fence) : vector_{std::move(name), std::move(fence), {}} {}
    Facts& fix(double second, double north_metres, std::optional<double> accuracy = 15,
               HomeNetwork network = HomeNetwork::unknown) {
        // A little aside each time, as real fixes are; seven decimals, as phones send.
        const double aside = 3 * std::sin(static_cast<double>(++count_));
        return place(second, north_metres + aside, accuracy, network);
    }
    Facts& place(double second, double north_metres, std::optional<double> accuracy = 15,
                 HomeNetwork network = HomeNetwork::unknown) {
        const double latitude = home.latitude + north_metres / metres_per_degree;
        const FenceFix fix{.point = {std::round(latitude * 1e7) / 1e7, home.longitude},
                           .time = at(second),
                           .accuracy_meters = accuracy,
                           .home_network = network};
        vector_.steps.push_back({.fix = fix, .now = at(second)});
        return *this;
    }
    Facts& fixes(double from, double until, double step, double north_metres,
                 double accuracy = 15) {
        for (double second = from; second <= until; second += step) {
            fix(second, north_metres, accuracy);
        }
        return *this;
    }
    Facts& sign(double second) {
        vector_.steps.push_back({.fix = {}, .now = at(second)});
        return *this;
    }
    Facts& wait(double second) {
        vector_.steps.push_back({.fix = {}, .heard = false, .now = at(second)});
        return *this;
    }
    operator FenceVector() const { return vector_; }
    static Instant at(double second) {
        return start + std::chrono::milliseconds{std::llround(second * 1000)};
    }

  private:
    FenceVector vector_;
    int count_ = 0;
};

std::vector<FenceVector> all_facts() {
    const Fence circle{.circles = {{home, 100}}, .polygons = {}, .leaves = {}};
    Fence errand = circle;
    errand.leaves = {{Facts::at(600), Facts::at(1'200)}};
    Fence yard{.circles = {{{34.802, 113.8}, 40}}, .polygons = {}, .leaves = {}};
    yard.polygons = {{{{34.7995, 113.7995},
                       {34.7995, 113.8005},
                       {34.8005, 113.8005},
                       {34.8001, 113.8},
                       {34.8005, 113.7995}}}};
    std::vector<FenceVector> cases{
        Facts("nothing was ever heard", circle).wait(0).wait(86'400),
        Facts("a quiet day at home", circle).fixes(0, 1'800, 60, 5),
        Facts("one wild fix", circle).fixes(0, 300, 60, 5).fix(360, 5'000).fixes(420, 600, 60, 5),
        Facts("a walk away and back", circle)
            .fixes(0, 600, 60, 5)
            .fixes(660, 1'800, 60, 400)
            .fixes(1'860, 2'400, 60, 5),
        Facts("a report every five minutes", circle)
            .fixes(0, 1'200, 300, 5)
            .fixes(1'500, 3'600, 300, 600),
        Facts("poor accuracy near the edge", circle)
            .fixes(0, 300, 60, 5)
            .fixes(360, 1'500, 60, 130, 300),
        Facts("masts far away", circle).fixes(0, 300, 60, 5).fixes(360, 1'500, 60, 4'000, 900),
        Facts("within a hundred metres of the edge", circle)
            .fixes(0, 300, 60, 5)
            .fixes(360, 1'200, 60, 120, 20),
        Facts("silence, and a sign of life", circle)
            .fixes(0, 300, 60, 5)
            .wait(3'000)
            .wait(3'001)
            .sign(3'060)
            .wait(3'061),
        Facts("a permitted errand", errand).fixes(0, 480, 60, 5).fixes(540, 1'800, 60, 500),
        Facts("a yard with a bay, and a second building", yard)
            .fixes(0, 300, 60, 0, 8)
            .fixes(360, 600, 60, 45, 8)
            .fixes(660, 900, 60, 222, 8)
            .fixes(960, 1'500, 60, 400, 8),
        Facts("a late fix", circle)
            .fixes(0, 300, 60, 5)
            .fixes(360, 900, 60, 400)
            .fix(330, 5)
            .fix(900, 5),
    };
    Facts wifi{"the home's network is connected", circle};
    Facts unknown{"the accuracy is not said", circle};
    Facts swing{"swinging between two places", circle};
    for (int minute = 0; minute <= 20; ++minute) {
        wifi.fix(minute * 60, minute < 5 ? 5 : 400, 15, HomeNetwork::connected);
        unknown.fix(minute * 60, minute < 5 ? 5 : 2'000, std::nullopt);
        swing.place(minute * 60, minute % 2 == 0 ? 5 : 400);
    }
    cases.insert(cases.end(), {wifi, unknown, swing});
    return cases;
}

std::vector<FenceVectorStep> run(const FencePolicy& policy, const FenceVector& vector) {
    FenceState state;
    std::vector<FenceVectorStep> steps = vector.steps;
    for (FenceVectorStep& step : steps) {
        if (step.fix) {
            state = next(state, policy, vector.fence, *step.fix, step.now);
        } else if (step.heard) {
            state = heard(state, step.now);
        }
        step.verdict = state.verdict;
        step.judged = judge(state, policy, step.now);
        step.probe = wants_probe(state);
        step.log_odds = std::round(state.log_odds * 1e6) / 1e6;
    }
    return steps;
}

void renew(const std::filesystem::path& path) {
    FenceVectors vectors{.rule_version = fence_rule_version, .policy = {}, .cases = all_facts()};
    std::ofstream file{path};
    file << "{\"rule_version\":" << vectors.rule_version
         << ",\n\"policy\":" << json::write(vectors.policy) << ",\n\"cases\":[";
    bool is_first = true;
    for (FenceVector& vector : vectors.cases) {
        file << (is_first ? "\n" : ",\n") << "{\"name\":" << json::write(vector.name)
             << ",\"fence\":" << json::write(vector.fence) << ",\"steps\":[";
        is_first = false;
        bool is_first_step = true;
        for (const FenceVectorStep& step : run(vectors.policy, vector)) {
            file << (is_first_step ? "\n " : ",\n ") << json::write(step);
            is_first_step = false;
        }
        file << "]}";
    }
    file << "]}\n";
}

}  // namespace

TEST_CASE("the rule gives the verdicts of fence_vectors.json, as the phone's must") {
    const auto path = testkit::source_tree() / "server/rooms/tracking/fence_vectors.json";
    if (std::getenv("XIUHUA_RENEW_VECTORS") != nullptr) {
        renew(path);
    }
    std::stringstream text;
    text << std::ifstream{path}.rdbuf();
    const auto vectors = json::parse<FenceVectors>(text.str());
    REQUIRE(vectors);
    CHECK(vectors->rule_version == fence_rule_version);
    CHECK(vectors->cases.size() == all_facts().size());
    for (const FenceVector& vector : vectors->cases) {
        CAPTURE(vector.name);
        const auto steps = run(vectors->policy, vector);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            CAPTURE(i);
            CHECK(steps[i].verdict == vector.steps[i].verdict);
            CHECK(steps[i].judged == vector.steps[i].judged);
            CHECK(steps[i].probe == vector.steps[i].probe);
            CHECK(std::abs(steps[i].log_odds - vector.steps[i].log_odds) <= 2e-6);
        }
    }
}

}  // namespace xiuhua::tracking
