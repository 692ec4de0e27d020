#include "platform/metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <shared_mutex>
#include <tuple>
#include <unordered_map>

namespace xiuhua::metrics {
namespace {

// A label's values are closed words; a mistake that made them open would otherwise eat the memory.
constexpr std::size_t series_max = 5'000;

const prometheus::Histogram::BucketBoundaries seconds_buckets{
    0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};

prometheus::Registry& registry() {
    static prometheus::Registry instance;
    return instance;
}

std::string full_name(std::string_view name) {
    return "xiuhua_" + std::string{name};
}

// Finds a series by name and label, making it once. The registry's own look-up builds maps of strings on every
// call, which the write path would feel.
template <typename Series>
class Table {
  public:
    template <typename Make>
    Series* find(std::string_view name, std::string_view label, std::string_view value,
                 Make&& make) {
        const View key{name, label, value};
        {
            const std::shared_lock lock{mutex_};
            if (const auto found = series_.find(key); found != series_.end()) {
                return found->second;
            }
        }
        const std::unique_lock lock{mutex_};
        if (const auto found = series_.find(key); found != series_.end()) {
            return found->second;
        }
        if (series_.size() >= series_max) {
            return nullptr;
        }
        prometheus::Labels labels;
        if (!label.empty()) {
            labels.emplace(label, value);
        }
        Series* made = &make(full_name(name), labels);
        series_.emplace(Key{std::string{name}, std::string{label}, std::string{value}}, made);
        return made;
    }

  private:
    // Hashed: names share long beginnings, and a request touches a dozen series.
    using Key = std::tuple<std::string, std::string, std::string>;
    using View = std::tuple<std::string_view, std::string_view, std::string_view>;
    struct Hash {
        using is_transparent = void;
        template <typename K>
        std::size_t operator()(const K& key) const {
            const std::hash<std::string_view> hash;
            return hash(std::get<0>(key)) * 31 * 31 + hash(std::get<1>(key)) * 31 +
                   hash(std::get<2>(key));
        }
    };
    struct Equal {
        using is_transparent = void;
        template <typename L, typename R>
        bool operator()(const L& left, const R& right) const {
            return std::get<2>(left) == std::get<2>(right) &&
                   std::get<0>(left) == std::get<0>(right) &&
                   std::get<1>(left) == std::get<1>(right);
        }
    };
    std::shared_mutex mutex_;
    std::unordered_map<Key, Series*, Hash, Equal> series_;
};

}  // namespace

void count(std::string_view name, std::string_view label, std::string_view value, double amount) {
    static Table<prometheus::Counter> table;
    auto* series = table.find(
        name, label, value,
        [](const std::string& full, const prometheus::Labels& labels) -> prometheus::Counter& {
            return prometheus::BuildCounter().Name(full).Register(registry()).Add(labels);
        });
    if (series != nullptr) {
        series->Increment(amount);
    }
}

void gauge(std::string_view name, double value) {
    static Table<prometheus::Gauge> table;
    auto* series = table.find(
        name, {}, {},
        [](const std::string& full, const prometheus::Labels& labels) -> prometheus::Gauge& {
            return prometheus::BuildGauge().Name(full).Register(registry()).Add(labels);
        });
    if (series != nullptr) {
        series->Set(value);
    }
}

void observe_seconds(std::string_view name, std::string_view label, std::string_view value,
                     double seconds) {
    static Table<prometheus::Histogram> table;
    auto* series = table.find(
        name, label, value,
        [](const std::string& full, const prometheus::Labels& labels) -> prometheus::Histogram& {
            return prometheus::BuildHistogram()
                .Name(full)
                .Register(registry())
                .Add(labels, seconds_buckets);
        });
    if (series != nullptr) {
        series->Observe(seconds);
    }
}

std::string text() {
    return prometheus::TextSerializer{}.Serialize(registry().Collect());
}

}  // namespace xiuhua::metrics
