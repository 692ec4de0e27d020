#pragma once
// Figures in one form (one JSON line each): a value, its baseline measured in the same run, their ratio and the goal.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xiuhua::bench {

enum class Better { lower, higher };

struct Figure {
    std::string bench, metric;
    double value = 0;  // Median of `runs`.
    std::string unit;
    int runs = 1;
    std::string baseline = {};  // What it is compared with; empty: nothing.
    std::optional<double> baseline_value = {};
    std::optional<double> goal = {};  // For `value`, or for the ratio when `goal_is_ratio`.
    bool goal_is_ratio = false;
    Better better = Better::lower;
};
// Prints {"bench","metric","value","unit","runs","baseline","ratio","goal","meets"}.
void print(const Figure& figure);
// A figure that cannot be measured here says why; it is never skipped silently.
void print_absent(std::string_view bench, std::string_view metric, std::string_view why);

// Median seconds of `runs` calls after one warm-up.
double median_seconds(int runs, const std::function<void()>& work);
// The two in turn, A B A B …; medians of both.
std::pair<double, double> alternate_seconds(int runs, const std::function<void()>& ours,
                                            const std::function<void()>& baseline);
double median(std::vector<double> values);
double percentile(std::vector<double> values, double percent);
// The p-th percentile of single calls, in seconds.
std::vector<double> each_seconds(int calls, const std::function<void(int)>& work);

// A workload registers itself by name: static const Workload db{"platform", run};
class Workload {
  public:
    Workload(std::string name, void (*run)());
};
struct RegisteredWorkload {
    std::string name;
    void (*run)();
};
std::vector<RegisteredWorkload>& workloads();

}  // namespace xiuhua::bench
