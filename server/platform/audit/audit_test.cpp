#include "platform/audit/audit.hpp"

#include "testkit/host_fixture.hpp"

namespace xiuhua {
namespace {

using testkit::HostFixture;

const UserId clerk{*parse_uuid("0190a000-0000-7000-8000-000000000001")};
const PersonId resident{*parse_uuid("0190a000-0000-7000-8000-000000000002")};

AuditEntry entry(std::string action, std::optional<PersonId> person = std::nullopt) {
    return {clerk, std::move(action), "person", "s", person, "410105014001", "家访", {"{\"a\":1}"}};
}

void write_entries(HostFixture& fixture, int count) {
    fixture.write([&](Tx& tx) -> Done {
        for (int i = 0; i < count; ++i) {
            XH_DO(audit::append(tx, fixture.clock.now(),
                                entry(i % 2 == 0 ? "registry.disclose" : "registryx.read",
                                      i % 2 == 0 ? std::optional{resident} : std::nullopt)));
        }
        return {};
    });
}

audit::Verification verified(HostFixture& fixture) {
    return fixture.read([](Tx& tx) { return audit::verify(tx); });
}

void tamper(HostFixture& fixture, std::string_view sql) {
    fixture.write([&](Tx& tx) { return tx.exec({"test.tamper", sql}); });
}

template <typename F>
void on_each_engine(F&& test) {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        HostFixture fixture{engine, {}};
        test(fixture);
    }
}

TEST_CASE("entries are chained in the order they were written and the chain verifies") {
    on_each_engine([](HostFixture& fixture) {
        write_entries(fixture, 4);
        CHECK(verified(fixture).unsealed == 4);
        fixture.settle();
        const auto whole = verified(fixture);
        CHECK(whole.entries == 4);
        CHECK(whole.unsealed == 0);
        CHECK(whole.broken_at == 0);
        CHECK(whole.head.size() == 64);
        write_entries(fixture, audit::batch_max + 1);
        fixture.settle();
        CHECK(verified(fixture).entries == audit::batch_max + 5);
        CHECK(verified(fixture).broken_at == 0);
        CHECK(verified(fixture).head != whole.head);
    });
}

TEST_CASE("whoever changes, removes or cuts off an entry breaks the chain there") {
    struct Row {
        std::string_view sql;
        std::int64_t broken_at;
    };
    for (const Row& row : {Row{"UPDATE audit_entry SET reason = 'x' WHERE seq = 2", 2},
                           Row{"UPDATE audit_entry SET person = NULL WHERE seq = 3", 3},
                           Row{"UPDATE audit_entry SET at = at + 1 WHERE seq = 1", 1},
                           Row{"DELETE FROM audit_entry WHERE seq = 3", 3},
                           Row{"DELETE FROM audit_entry WHERE seq = 5", 5},
                           Row{"UPDATE audit_entry SET hash = 'f' WHERE seq = 5", 5}}) {
        CAPTURE(row.sql);
        on_each_engine([&](HostFixture& fixture) {
            write_entries(fixture, 5);
            fixture.settle();
            CHECK(verified(fixture).broken_at == 0);
            tamper(fixture, row.sql);
            CHECK(verified(fixture).broken_at == row.broken_at);
        });
    }
}

TEST_CASE("the log is read newest first, by who, whom, what and when") {
    on_each_engine([](HostFixture& fixture) {
        write_entries(fixture, 4);
        fixture.clock.advance(std::chrono::hours{1});
        write_entries(fixture, 1);
        fixture.settle();
        const auto seqs = [&](const audit::Filter& filter) {
            std::vector<std::int64_t> found;
            for (const auto& record :
                 fixture.read([&](Tx& tx) { return audit::list(tx, filter); })) {
                found.push_back(record.seq);
            }
            return found;
        };
        using Seqs = std::vector<std::int64_t>;
        CHECK(seqs({}) == Seqs{5, 4, 3, 2, 1});
        CHECK(seqs({.action = "registry."}) == Seqs{5, 3, 1});
        CHECK(seqs({.action = "registryx.read"}) == Seqs{4, 2});
        CHECK(seqs({.person = resident}) == Seqs{5, 3, 1});
        CHECK(seqs({.actor = UserId{}}).empty());
        CHECK(seqs({.from = fixture.clock.now()}) == Seqs{5});
        CHECK(seqs({.until = fixture.clock.now()}) == Seqs{4, 3, 2, 1});
        CHECK(seqs({.before = 4, .limit = 2}) == Seqs{3, 2});
    });
}

}  // namespace
}  // namespace xiuhua
