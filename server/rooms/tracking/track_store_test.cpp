#include "rooms/tracking/track_store.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "testkit/host_fixture.hpp"

using namespace xiuhua;
using namespace xiuhua::tracking;
using testkit::must;

namespace {

constexpr Instant start{std::chrono::milliseconds{1'772'380'800'000}};  // 2026-03-02 00:00 here.
constexpr Instant never_before{std::chrono::milliseconds{0}};
constexpr Instant never_after{std::chrono::milliseconds{4'102'444'800'000}};
using Points = std::vector<TrackPoint>;

PersonId person_of(int number) {
    return PersonId{Uuid{{0x02, static_cast<std::uint8_t>(number)}}};
}

struct Store {
    explicit Store(Engine engine) : database(engine) {
        must(database.db().migrate(migrations_of("platform")));
        must(database.db().migrate(migrations_of("tracking")));
        vault = must(Vault::open(database.directory() / "keys"));
    }
    template <typename F>
    auto write(F&& work) {
        return must(database.db().write(std::forward<F>(work)));
    }
    Appended append(PersonId person, const Points& points) {
        return write([&](Tx& tx) { return tracking::append(tx, *vault, person, points); });
    }
    Points track(PersonId person, Instant from = never_before, Instant to = never_after) {
        return must(database.db().read(
            [&](Tx& tx) { return tracking::track(tx, *vault, person, from, to); }));
    }
    Points kept_apart(PersonId person) {
        return must(database.db().read([&](Tx& tx) {
            return tracking::kept_apart(tx, *vault, person, never_before, never_after);
        }));
    }
    int seal_due(Instant now) {
        return write([&](Tx& tx) { return tracking::seal_due(tx, *vault, now, 100); });
    }
    DestroyedTrack destroy(PersonId person) {
        return write([&](Tx& tx) { return tracking::destroy(tx, *vault, person); });
    }
    std::int64_t count(const std::string& sql) {
        return *must(database.db().read([&](Tx& tx) {
            return tx.row<std::int64_t>(Query{"test.count", sql});
        }));
    }
    testkit::TestDatabase database;
    std::unique_ptr<Vault> vault;
};

TrackPoint point_at(std::chrono::seconds after, double north = 0) {
    TrackPoint point;
    point.point = {34.781234 + north, 113.789012};
    point.fix_time = start + after;
    point.server_time = point.fix_time + std::chrono::seconds{3};
    point.accuracy_meters = 20;
    return point;
}

Points a_day(int seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    Points points;
    for (int minute = 0; minute < 36 * 60; minute += 3) {
        points.push_back(point_at(std::chrono::minutes{minute}, 1e-5 * (random() % 40)));
        points.back().point.longitude += 1e-5 * (random() % 40);
        points.back().battery_fraction = 0.01 * (random() % 100);
    }
    return points;
}

template <typename F>
void on_each_engine(F&& test) {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Store store{engine};
        test(store);
    }
}

std::string bytes_below(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (entry.is_regular_file() && entry.path().filename() != "master.key") {
            std::ifstream in{entry.path(), std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
    }
    return all;
}

// Every form in which a coordinate might stand in a file: doubles and scaled whole numbers, both ways round, and text.
std::vector<std::string> forms_of(double degrees) {
    std::vector<std::string> forms;
    const auto add = [&](const auto& value) {
        std::string bytes(reinterpret_cast<const char*>(&value), sizeof value);
        forms.push_back(bytes);
        std::reverse(bytes.begin(), bytes.end());
        forms.push_back(bytes);
    };
    add(degrees);
    for (const double scale : {1e6, 1e7}) {
        add(static_cast<std::int32_t>(std::llround(degrees * scale)));
    }
    const std::string text = fmt::format("{:.6f}", degrees);
    forms.push_back(text.substr(0, text.size() - 2));
    return forms;
}

// Four given bytes stand by chance in a server's hundred megabytes now and then: such a form counts only where the
// position's other coordinate stands a page or less apart.
constexpr std::size_t apart_bytes_max = 4096;

bool is_clear(std::string_view bytes, const std::string& one, const std::string& other) {
    for (auto at = bytes.find(one); at != bytes.npos; at = bytes.find(one, at + 1)) {
        const std::size_t from = at < apart_bytes_max ? 0 : at - apart_bytes_max;
        if (one.size() > sizeof(std::int32_t) ||
            bytes.substr(from, 2 * apart_bytes_max).find(other) != bytes.npos) {
            return true;
        }
    }
    return false;
}

int count_clear(const std::string& bytes, const Points& points) {
    int found = 0;
    for (const TrackPoint& point : points) {
        const auto latitudes = forms_of(point.point.latitude);
        const auto longitudes = forms_of(point.point.longitude);
        for (std::size_t form = 0; form < latitudes.size(); ++form) {
            found += is_clear(bytes, latitudes[form], longitudes[form]) ? 1 : 0;
            found += is_clear(bytes, longitudes[form], latitudes[form]) ? 1 : 0;
        }
    }
    return found;
}

}  // namespace

TEST_CASE("in whatever order points arrive, and however often, the same track comes out") {
    on_each_engine([](Store& store) {
        for (int seed = 1; seed <= 5; ++seed) {
            CAPTURE(seed);
            const PersonId person = person_of(seed);
            const Points day = a_day(seed);
            std::mt19937 random(static_cast<unsigned>(seed));
            Points arriving = day;
            for (int resend = 0; resend < 200; ++resend) {
                TrackPoint again = day[random() % day.size()];
                again.server_time += std::chrono::minutes{5};
                arriving.push_back(again);
            }
            // From nearly in order to not at all.
            const auto reach = static_cast<std::ptrdiff_t>(seed == 5 ? arriving.size() : 1 << seed);
            for (auto at = arriving.begin(); arriving.end() - at > 1; at += reach) {
                std::shuffle(at, at + std::min(reach, arriving.end() - at), random);
                if (arriving.end() - at <= reach) {
                    break;
                }
            }
            for (std::size_t first = 0; first < arriving.size();) {
                const std::size_t count =
                    std::min<std::size_t>(1 + random() % 9, arriving.size() - first);
                store.append(person,
                             {arriving.begin() + static_cast<std::ptrdiff_t>(first),
                              arriving.begin() + static_cast<std::ptrdiff_t>(first + count)});
                first += count;
                if (random() % 20 == 0) {
                    store.seal_due(never_after);
                }
            }
            Points expected;
            for (const TrackPoint& point : day) {
                expected.push_back(as_kept(point));
            }
            CHECK(store.track(person) == expected);
            store.seal_due(never_after);
            CHECK(store.track(person) == expected);
        }
        CHECK(store.count("SELECT COUNT(*) FROM tracking_hot") == 0);
    });
}

TEST_CASE("a resend is recognised, a second fix of the same second elsewhere is not one") {
    on_each_engine([](Store& store) {
        const PersonId person = person_of(1);
        const TrackPoint home = point_at(std::chrono::seconds{0});
        TrackPoint resent = home;
        resent.server_time += std::chrono::hours{1};
        CHECK(store.append(person, {home}).added == 1);
        const Appended again = store.append(person, {resent, point_at({}, 0.01)});
        CHECK(again.added == 1);
        CHECK(again.resent == 1);
        REQUIRE(store.track(person).size() == 2);
        CHECK(store.track(person)[0].server_time == home.server_time);
        store.seal_due(never_after);
        store.append(person, {resent});
        CHECK(store.track(person).size() == 2);
        CHECK(store.append(person, {}).added == 0);
        const auto refused = store.database.db().write([&](Tx& tx) {
            return append(tx, *store.vault, person, Points(append_points_max + 1, home));
        });
        REQUIRE_FALSE(refused);
        CHECK(refused.error().key == "request.too_large");
    });
}

TEST_CASE("a track ends where it was asked to end") {
    on_each_engine([](Store& store) {
        const PersonId person = person_of(1);
        const auto minute = [](int count) { return start + std::chrono::minutes{count}; };
        store.append(person, a_day(1));
        CHECK(store.track(person, minute(60), minute(120)).size() == 20);
        CHECK(store.track(person, minute(60), minute(60)).empty());
        CHECK(store.track(person, minute(1), minute(3)).empty());
        CHECK(store.track(person, minute(0), minute(1)).size() == 1);
        CHECK(store.track(person_of(2)).empty());
    });
}

TEST_CASE("what is doubtful is kept, with its reason, and is no part of the track") {
    on_each_engine([](Store& store) {
        const PersonId person = person_of(1);
        TrackPoint future = point_at(std::chrono::hours{24 * 400});
        future.server_time = start + std::chrono::minutes{2};
        future.doubt = Doubt::future;
        TrackPoint nowhere = point_at(std::chrono::seconds{60});
        nowhere.point.latitude = 123456.789;
        nowhere.doubt = Doubt::impossible;
        store.append(person, {future, point_at({}), nowhere});
        for (int sealed = 0; sealed < 2; ++sealed) {
            CHECK(store.track(person).size() == 1);
            const Points apart = store.kept_apart(person);
            REQUIRE(apart.size() == 2);
            CHECK(apart[0].doubt == Doubt::impossible);
            CHECK(apart[0].point.latitude == 123456.789);
            CHECK(apart[1] == as_kept(future));
            store.seal_due(never_after);
        }
    });
}

TEST_CASE("a phone that talks without pause makes more parts, not longer ones") {
    Store store{Engine::sqlite};
    const PersonId person = person_of(1);
    Points points;
    for (int second = 0; second < 10'000; ++second) {
        points.push_back(point_at(std::chrono::seconds{second}, 1e-6 * (second % 9)));
    }
    for (std::size_t first = 0; first < points.size(); first += 1'000) {
        store.append(person, {points.begin() + static_cast<std::ptrdiff_t>(first),
                              points.begin() + static_cast<std::ptrdiff_t>(first + 1'000)});
    }
    CHECK(store.track(person).size() == points.size());
    CHECK(store.count("SELECT MAX(points) FROM tracking_block") <= 4'096);
    CHECK(store.count("SELECT COUNT(*) FROM tracking_block") == 3);
}

TEST_CASE("only what lay long enough is sealed by the clock") {
    on_each_engine([](Store& store) {
        store.append(person_of(1), {point_at({})});
        store.append(person_of(2), {point_at(std::chrono::hours{1})});
        const Instant due = point_at({}).server_time + hot_time_max;
        CHECK(store.seal_due(due - std::chrono::milliseconds{1}) == 0);
        CHECK(store.seal_due(due) == 1);
        CHECK(store.seal_due(due) == 0);
        CHECK(store.track(person_of(1)).size() == 1);
    });
}

TEST_CASE("a destroyed track is gone, and a later one begins anew") {
    on_each_engine([](Store& store) {
        const PersonId person = person_of(1);
        store.append(person, a_day(1));
        store.append(person, {point_at(std::chrono::hours{50})});
        store.append(person_of(2), a_day(2));
        const DestroyedTrack destroyed = store.destroy(person);
        CHECK(destroyed.points == 721);
        CHECK(destroyed.blocks == 2);
        CHECK(store.track(person).empty());
        CHECK(store.destroy(person).points == 0);
        CHECK(store.track(person_of(2)).size() == a_day(2).size());
        store.append(person, {point_at({})});
        CHECK(store.track(person).size() == 1);
    });
}

TEST_CASE("points whose key was destroyed are gone even where their rows are left") {
    on_each_engine([](Store& store) {
        const PersonId person = person_of(1);
        store.append(person, a_day(1));
        store.append(person, {point_at(std::chrono::hours{50})});
        store.write([&](Tx& tx) { return store.vault->destroy(tx, person, Purpose::tracking); });
        CHECK(store.track(person).empty());
        store.append(person, {point_at(std::chrono::hours{51})});
        store.seal_due(never_after);
        CHECK(store.track(person).size() == 1);
    });
}

TEST_CASE(
    "the bytes on disk hold no position; after the end, not even the key, nor does a backup") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Store store{engine};
        const PersonId person = person_of(1);
        const Points day = a_day(1);
        const char* server = std::getenv("XIUHUA_TEST_POSTGRES_DIRECTORY");
        const Points sought{day[3], day[500]};  // A server's folder is large.
        const auto disk = [&] {
            return bytes_below(store.database.directory()) +
                   (engine == Engine::postgresql && server != nullptr ? bytes_below(server) : "");
        };
        store.append(person, {day.begin(), day.begin() + 60});
        CHECK(count_clear(disk(), sought) == 0);
        store.append(person, {day.begin() + 60, day.end()});
        CHECK(count_clear(disk(), sought) == 0);
        if (engine != Engine::sqlite) {
            continue;  // PostgreSQL recycles its own log; see docs/operate.
        }
        constexpr Query find_wrapped{"test.wrapped", "SELECT wrapped FROM sealing_key"};
        constexpr Query find_sealed{"test.sealed", "SELECT sealed FROM tracking_block"};
        const auto column = [&](const Query& query) {
            return *must(store.database.db().read([&](Tx& tx) { return tx.row<Bytes>(query); }));
        };
        const std::string wrapped = column(find_wrapped).data;
        const Bytes block = column(find_sealed);
        CHECK(disk().find(wrapped) != std::string::npos);  // The search finds what is there.
        store.destroy(person);
        must(store.database.db().empty_log());
        CHECK(disk().find(wrapped) == std::string::npos);
        // A backup from before still holds blocks; the keys of today do not open them.
        const auto opened = store.database.db().read([&](Tx& tx) {
            return store.vault->open(tx, person, Purpose::tracking, "tracking_block.sealed", block);
        });
        REQUIRE_FALSE(opened);
        CHECK(opened.error().key == "vault.destroyed");
        const auto copy = store.database.directory() / "backup.db";
        sqlite3* handle = nullptr;
        REQUIRE(sqlite3_open((store.database.directory() / "xiuhua.db").c_str(), &handle) ==
                SQLITE_OK);
        const std::string vacuum = "VACUUM INTO '" + copy.string() + "'";
        CHECK(sqlite3_exec(handle, vacuum.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(handle);
        CHECK(disk().find(wrapped) == std::string::npos);
        CHECK(count_clear(disk(), sought) == 0);
    }
}

TEST_CASE("the search for clear positions would find them") {
    const Points day = a_day(1);
    const double latitude = day[7].point.latitude;
    const auto scaled = [](double degrees) {
        const auto whole = static_cast<std::int32_t>(std::llround(degrees * 1e7));
        return std::string(reinterpret_cast<const char*>(&whole), 4);
    };
    const std::string whole = scaled(latitude);
    const std::string other = scaled(day[7].point.longitude);
    const std::string far(10'000, 'x');
    const std::string near(4'000, 'x');
    CHECK(count_clear(std::string(reinterpret_cast<const char*>(&latitude), 8), {day[7]}) == 1);
    CHECK(count_clear("x" + std::to_string(latitude) + "y", {day[7]}) == 1);
    CHECK(count_clear(far + whole + other, {day[7]}) == 2);
    CHECK(count_clear(other + near + whole, {day[7]}) == 2);
    CHECK(count_clear(far + whole + far, {day[7]}) == 0);
    CHECK(count_clear(whole + far + other, {day[7]}) == 0);
}
