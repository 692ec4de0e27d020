#pragma once
// Counters, gauges and histograms for /metrics (Prometheus text). Labels are closed words (a query's name, a
// route's pattern, a status), never ids or anything personal.
#include <string>
#include <string_view>

namespace xiuhua::metrics {

void count(std::string_view name, std::string_view label = {}, std::string_view value = {},
           double amount = 1);
void gauge(std::string_view name, double value);
// Seconds, buckets from 0.1 ms to 10 s.
void observe_seconds(std::string_view name, std::string_view label, std::string_view value,
                     double seconds);
std::string text();  // The exposition format 0.0.4.

}  // namespace xiuhua::metrics
