// xiuhua_bench [NAME…]: runs the named workloads, or all. Exit status 0 when it measured, whatever it found.
#include <algorithm>
#include <cstdio>
#include <exception>

#include "adapters/scan/scan.hpp"
#include "bench/harness.hpp"

namespace {

// What a workload could not measure it says; its servers are gone all the same.
bool ran(const xiuhua::bench::RegisteredWorkload& workload) {
    try {
        workload.run();
        return true;
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "%s: %s\n", workload.name.c_str(), problem.what());
        return false;
    }
}

}  // namespace

int main(int count, char** words) {
    if (const auto status = xiuhua::scan::run_scan_child(count, words)) {
        return *status;
    }
    auto& all = xiuhua::bench::workloads();
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (int i = 1; i < count; ++i) {
        const std::string name = words[i];
        if (std::none_of(all.begin(), all.end(), [&](const auto& w) { return w.name == name; })) {
            std::fprintf(stderr, "no such bench: %s; there are:", name.c_str());
            for (const auto& workload : all) {
                std::fprintf(stderr, " %s", workload.name.c_str());
            }
            std::fputs("\n", stderr);
            return 2;
        }
    }
    for (const auto& workload : all) {
        bool is_wanted = count == 1;
        for (int i = 1; i < count; ++i) {
            is_wanted = is_wanted || workload.name == words[i];
        }
        if (is_wanted && !ran(workload)) {
            return 1;
        }
    }
}
