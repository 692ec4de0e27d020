#include "platform/metrics/metrics.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using namespace xiuhua;

TEST_CASE("figures are exposed in Prometheus text, summed over threads") {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([] {
            for (int i = 0; i < 250; ++i) {
                metrics::count("test_requests_total", "status", "200");
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    metrics::count("test_requests_total", "status", "503", 2);
    metrics::gauge("test_queue", 7);
    metrics::observe_seconds("test_write_seconds", "query", "isolation.find", 0.003);

    const std::string text = metrics::text();
    CHECK(text.find("xiuhua_test_requests_total{status=\"200\"} 1000") != std::string::npos);
    CHECK(text.find("xiuhua_test_requests_total{status=\"503\"} 2") != std::string::npos);
    CHECK(text.find("xiuhua_test_queue 7") != std::string::npos);
    CHECK(text.find("xiuhua_test_write_seconds_bucket{query=\"isolation.find\",le=\"0.005\"} 1") !=
          std::string::npos);
    CHECK(text.find("xiuhua_test_write_seconds_bucket{query=\"isolation.find\",le=\"0.002\"} 0") !=
          std::string::npos);
}
