#include "platform/health/health.hpp"

#include <doctest/doctest.h>

#include "platform/health/watch.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::health {
namespace {

using namespace std::chrono_literals;

std::string keys() {
    std::string all;
    for (const Alarm& alarm : alarms()) {
        all += alarm.key + " ";
    }
    return all;
}

TEST_CASE("an alarm stands once, until it is cleared") {
    raise("disk.low", "/a: 3 MiB");
    raise("disk.low", "/a: 2 MiB");
    CHECK(keys() == "disk.low ");
    CHECK(alarms().front().detail == "/a: 2 MiB");
    clear("disk.low");
    clear("disk.low");
    CHECK(keys().empty());
}

TEST_CASE("a full disk is over with the next commit; a damaged page is not") {
    const auto failed = [](const char* key) {
        database_failed({ErrorCode::unavailable, key, {}, "commit", {}});
    };
    failed("db.unique");  // Somebody's mistake, not the disk's.
    CHECK(keys().empty());
    failed("db.full");
    CHECK(keys() == "db.full ");
    database_well();
    CHECK(keys().empty());
    failed("db.corrupt");
    database_well();
    CHECK(keys() == "db.corrupt ");
    clear("db.corrupt");
}

TEST_CASE("a disk is low below one GiB, or two hundredths of a small one") {
    constexpr std::uint64_t mib = 1 << 20;
    struct Row {
        std::uint64_t free, all;
        bool low;
    };
    for (const Row& row :
         {Row{1'024 * mib, 1'000'000 * mib, false}, Row{1'023 * mib, 1'000'000 * mib, true},
          Row{200 * mib, 10'000 * mib, false}, Row{199 * mib, 10'000 * mib, true},
          Row{64 * mib, 96 * mib, false}, Row{63 * mib, 96 * mib, true}}) {
        CAPTURE(row.free / mib);
        CHECK(is_low(row.free, row.all) == row.low);
    }
}

TEST_CASE("scheduled work waits while a clock that was moved is not back") {
    const Instant nine = testkit::test_now;
    struct Row {
        std::chrono::seconds wall, passed;  // Since nine.
        bool waits;
    };
    ClockWatch clock;
    for (const Row& row : {Row{0s, 0s, false}, Row{10s, 10s, false},
                           Row{310s, 20s, false},       // 4 min 50 s: NTP, or slow looks.
                           Row{24h + 330s, 30s, true},  // A day on.
                           Row{24h + 390s, 90s, true}, Row{400s, 100s, false},  // Put right.
                           Row{-24h + 410s, 110s, true},                        // A day back …
                           Row{-24h + 1'000s, 700s, true},
                           Row{-24h + 1'020s, 720s, false}}) {  // … and left so: that is the time.
        CAPTURE(row.passed.count());
        CHECK(clock.look(nine + row.wall, row.passed) == row.waits);
    }
}

}  // namespace
}  // namespace xiuhua::health
