// The look through the register for people who may be one: when it runs, and what it leaves out.
#include <doctest/doctest.h>

#include "rooms/registry/store_merge.hpp"
#include "testkit/register_scenes.hpp"

namespace xiuhua::registry {

TEST_CASE("every morning duplicates are searched, unless nobody was added or changed since") {
    on_each_engine([](TestApp& app) {
        const auto next_morning = [&] {
            const Date tomorrow = office_date(app.clock().now()) + std::chrono::days{1};
            app.clock().set(office_instant(tomorrow, std::chrono::hours{5}));
            app.settle();
            const auto scan = app.db().read([](Tx& tx) { return store::scan(tx); });
            REQUIRE(scan);
            REQUIRE(*scan);
            CHECK((*scan)->state == "finished");
            return office_date((*scan)->started_at);
        };
        const Date first = next_morning();
        CHECK(next_morning() == first);
        write_again(app, "worker_sun", "姚桥 102", jiang_again);
        const Date third = next_morning();
        CHECK(third == office_date(app.clock().now()));
        CHECK(next_morning() == third);
    });
}

TEST_CASE("a look through the register that was put aside goes on the next morning") {
    on_each_engine([](TestApp& app) {
        write_again(app, "worker_sun", "姚桥 102", jiang_again);
        app.act("admin_chen", [](Context& context) {
            return store::save_scan(context.tx, {"running", "", 0, 9, 0, context.now, {}});
        });
        app.settle();
        app.run({.as = "lead_qian",
                 .get = "/api/registry/duplicates/summary",
                 .has = {"\"state\":\"running\""}});
        app.run({.as = "lead_qian", .post = "/api/registry/duplicates/search", .has = {"running"}});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = "/api/registry/duplicates/summary",
                 .has = {"\"state\":\"finished\""}});
    });
}

TEST_CASE(
    "as many as one sheet wrote the same of are no pairs by it; a telephone still makes one") {
    on_each_engine([](TestApp& app) {
        struct Found {
            std::size_t among = 0, of_last = 0;
        };
        PersonId last;
        const auto add = [&](const char* more) {
            last = PersonId{*parse_uuid(
                write_again(app, "worker_sun", "姚桥 102",
                            std::string{R"("name":"吴名","birth_date":"1900-01-01")"} + more))};
        };
        const auto look = [&] {
            Found found;
            app.act("admin_chen", [&](Context& context) -> Done {
                constexpr int all = 10'000;
                const std::string until = "ffffffff-ffff-ffff-ffff-ffffffffffff";
                XH_TRY(among, store::candidates(context.tx, "", until, all));
                XH_TRY(of_last, store::candidates_of(context.tx, last, all));
                found = {among.size(), of_last.size()};
                return {};
            });
            return found;
        };
        const std::size_t before = look().among;
        for (int i = 0; i < store::alike_max; ++i) {
            add("");
        }
        const Found few = look();
        CHECK(few.among - before == store::alike_max * (store::alike_max - 1) / 2);
        CHECK(few.of_last == store::alike_max - 1);
        add(R"(,"phone":"13800000177")");
        const Found many = look();
        CHECK(many.among == before);
        CHECK(many.of_last == 0);
        add(R"(,"phone":"13800000177")");
        const Found called = look();
        CHECK(called.among == before + 1);
        CHECK(called.of_last == 1);
    });
}

}  // namespace xiuhua::registry
