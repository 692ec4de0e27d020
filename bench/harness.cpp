#include "bench/harness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "platform/json/json.hpp"

namespace xiuhua::bench {
namespace {

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double rounded(double value) {
    // Four significant digits: more would pretend.
    if (value == 0 || !std::isfinite(value)) {
        return value;
    }
    const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::fabs(value))));
    return std::round(value * scale) / scale;
}

}  // namespace

void print(const Figure& figure) {
    std::string line = "{\"bench\":";
    json::write_text(line, figure.bench);
    line += ",\"metric\":";
    json::write_text(line, figure.metric);
    line += ",\"value\":";
    json::write_number(line, rounded(figure.value));
    line += ",\"unit\":";
    json::write_text(line, figure.unit);
    line += ",\"runs\":" + std::to_string(figure.runs);
    std::optional<double> ratio;
    line += ",\"baseline\":";
    if (figure.baseline_value && *figure.baseline_value > 0) {
        ratio = figure.value / *figure.baseline_value;
        json::write_text(line, fmt::format("{}: {:.4g} {}", figure.baseline, *figure.baseline_value,
                                           figure.unit));
    } else {
        line += "null";
    }
    line += ",\"ratio\":";
    json::write_to(line, ratio ? std::optional<double>(rounded(*ratio)) : std::nullopt);
    line += ",\"goal\":";
    json::write_to(line, figure.goal);
    line += ",\"meets\":";
    const std::optional<double> judged =
        figure.goal_is_ratio ? ratio : std::optional<double>(figure.value);
    if (figure.goal && judged) {
        const bool meets =
            figure.better == Better::lower ? *judged <= *figure.goal : *judged >= *figure.goal;
        line += meets ? "true" : "false";
    } else {
        line += "null";
    }
    line += "}";
    std::puts(line.c_str());
    std::fflush(stdout);
}

void print_absent(std::string_view bench, std::string_view metric, std::string_view why) {
    std::string line = "{\"bench\":";
    json::write_text(line, bench);
    line += ",\"metric\":";
    json::write_text(line, metric);
    line += ",\"value\":null,\"why\":";
    json::write_text(line, why);
    line += "}";
    std::puts(line.c_str());
}

double median(std::vector<double> values) {
    return percentile(std::move(values), 50);
}

double percentile(std::vector<double> values, double percent) {
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(std::lround(last * percent / 100))];
}

double median_seconds(int runs, const std::function<void()>& work) {
    work();
    std::vector<double> taken;
    for (int i = 0; i < runs; ++i) {
        taken.push_back(seconds_of(work));
    }
    return median(std::move(taken));
}

std::pair<double, double> alternate_seconds(int runs, const std::function<void()>& ours,
                                            const std::function<void()>& baseline) {
    ours();
    baseline();
    std::vector<double> first, second;
    for (int i = 0; i < runs; ++i) {
        first.push_back(seconds_of(ours));
        second.push_back(seconds_of(baseline));
    }
    return {median(std::move(first)), median(std::move(second))};
}

std::vector<double> each_seconds(int calls, const std::function<void(int)>& work) {
    std::vector<double> taken;
    taken.reserve(static_cast<std::size_t>(calls));
    for (int i = 0; i < calls; ++i) {
        taken.push_back(seconds_of([&] { work(i); }));
    }
    return taken;
}

std::vector<RegisteredWorkload>& workloads() {
    static std::vector<RegisteredWorkload> all;
    return all;
}

Workload::Workload(std::string name, void (*run)()) {
    workloads().push_back({std::move(name), run});
}

}  // namespace xiuhua::bench
