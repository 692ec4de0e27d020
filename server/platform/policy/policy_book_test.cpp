#include "platform/policy/policy_book.hpp"

#include <fstream>

#include "platform/host/policy_files.hpp"
#include "testkit/host_fixture.hpp"

namespace xiuhua {
namespace {

using testkit::HostFixture;

Date day(std::string_view text) {
    return *parse_date(text);
}

TEST_CASE("the version in force is the latest that has begun, and later ones wait for their day") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        HostFixture fixture{engine, {}};
        const auto add = [&](std::string_view from) {
            return fixture.write([&](Tx& tx) {
                return policy::add(
                    tx, {"trial", 0, day(from), "notice", {"{\"days\":14}"}, {}, Instant{}});
            });
        };
        CHECK(add("2026-01-01").version == 1);
        CHECK(add("2026-03-01").version == 2);
        CHECK(add("2026-02-01").version == 3);
        CHECK(add("2026-03-01").version == 4);  // The same day again: the later one holds.
        struct Row {
            std::string_view day;
            int version;
        };
        for (const Row& row : {Row{"2026-01-01", 1}, Row{"2026-01-31", 1}, Row{"2026-02-01", 3},
                               Row{"2026-02-28", 3}, Row{"2026-03-01", 4}, Row{"2027-01-01", 4}}) {
            CAPTURE(row.day);
            CHECK(fixture.read([&](Tx& tx) { return policy::in_force(tx, "trial", day(row.day)); })
                      .version == row.version);
        }
        const auto before = fixture.db().read(
            [&](Tx& tx) { return policy::in_force(tx, "trial", day("2025-12-31")); });
        REQUIRE_FALSE(before);
        CHECK(before.error().key == "policy.missing");
        CHECK(fixture.read([](Tx& tx) { return policy::list(tx, "trial"); }).front().version == 4);
    }
}

TEST_CASE("what the program brings is loaded once; a wrong file names itself") {
    HostFixture fixture{Engine::sqlite, {}};
    const auto folder = std::filesystem::temp_directory_path() / "xiuhua_policy_test";
    std::filesystem::create_directories(folder);
    const auto write_file = [&](std::string_view text) {
        std::ofstream{folder / "mine.json"} << text;
    };
    const auto load = [&] {
        return fixture.db().write(
            [&](Tx& tx) { return load_policy_files(tx, fixture.clock.now(), folder); });
    };
    write_file("{\"valid_from\":\"2026-01-01\",\"source\":\"notice 1\",\"body\":{\"days\":7}}");
    CHECK(load());
    write_file("{\"valid_from\":\"2026-01-01\",\"source\":\"notice 2\",\"body\":{\"days\":8}}");
    CHECK(load());
    const auto versions = fixture.read([](Tx& tx) { return policy::list(tx, "mine"); });
    REQUIRE(versions.size() == 1);
    CHECK(versions[0].body.text == "{\"days\":7}");
    std::filesystem::rename(folder / "mine.json", folder / "other.json");
    std::ofstream{folder / "other.json"} << "{\"valid_from\":\"2026-13-01\",\"body\":{}}";
    const auto refused = load();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail.find("other.json") != std::string::npos);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace xiuhua
