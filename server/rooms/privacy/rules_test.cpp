#include "rooms/privacy/rules.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "platform/json/json.hpp"
#include "testkit/source_tree.hpp"

namespace xiuhua::privacy {
namespace {

struct File {
    std::string name;
    Date valid_from;
    std::string source;
    RetentionPolicy body;
};
BOOST_DESCRIBE_STRUCT(File, (), (name, valid_from, source, body))

RetentionPolicy shipped() {
    std::ifstream in{testkit::source_tree() / "policy/retention.json"};
    std::ostringstream text;
    text << in.rdbuf();
    const auto file = json::parse<File>(text.str());
    REQUIRE(file);
    return file->body;
}

Instant at(std::string_view text) {
    return *parse_instant(text);
}

UserId user(std::uint8_t number) {
    return UserId{Uuid{{number}}};
}

}  // namespace

TEST_CASE("health data are kept through the thirtieth office day and go on the next") {
    const RetentionPolicy policy = shipped();
    const RetentionRule* health = rule_for(policy, Purpose::health);
    REQUIRE(health != nullptr);
    CHECK(health->days_after_order == 30);
    // Ended on 2 March at 23:59 of the office's day: the 30th day is 1 April.
    const Instant ended = at("2026-03-02T15:59:59Z");
    struct Row {
        const char* now;
        bool order_open;
        bool known;
        bool due;
    };
    for (const Row& row : {
             Row{"2026-03-02T16:00:00Z", false, true, false},
             Row{"2026-04-01T15:59:59.999Z", false, true, false},
             Row{"2026-04-01T16:00:00Z", false, true, true},
             Row{"2026-04-01T16:00:00Z", true, true, false},
             Row{"2027-04-01T16:00:00Z", true, true, false},
             // Whose need nobody can date stays until the end of the event.
             Row{"2027-04-01T16:00:00Z", false, false, false},
         }) {
        CAPTURE(row.now);
        NeedFacts need{row.order_open, ended};
        if (!row.known) {
            need.ended_at.reset();
        }
        CHECK(is_due(need, *health, at(row.now)) == row.due);
    }
}

TEST_CASE("papers outlast the time in which one may go to court, and the register has no date") {
    const RetentionPolicy policy = shipped();
    REQUIRE(check_policy(policy));
    const RetentionRule* papers = rule_for(policy, Purpose::papers);
    REQUIRE(papers != nullptr);
    const NeedFacts need{false, at("2026-03-02T04:00:00Z")};
    CHECK_FALSE(is_due(need, *papers, at("2026-09-01T15:59:59Z")));
    CHECK(is_due(need, *papers, at("2026-09-01T16:00:00Z")));
    const RetentionRule* identity = rule_for(policy, Purpose::identity);
    REQUIRE(identity != nullptr);
    CHECK_FALSE(is_due(need, *identity, at("2099-01-01T00:00:00Z")));
    CHECK(rule_for(policy, Purpose::face) == nullptr);
}

TEST_CASE("a retention that makes no sense is refused with every field at fault") {
    struct Row {
        std::vector<RetentionRule> rules;
        int hours;
        std::vector<std::string> fields;
    };
    for (const Row& row : std::vector<Row>{
             {{{Purpose::health, 1}}, 1, {}},
             {{{Purpose::health, 3'650}}, 168, {}},
             {{{Purpose::health, 0}}, 24, {"rules[0].days_after_order"}},
             {{{Purpose::health, 3'651}}, 24, {"rules[0].days_after_order"}},
             {{{Purpose::health, 30}, {Purpose::health, 31}}, 24, {"rules[1].purpose"}},
             {{{Purpose::identity, 30}}, 24, {"rules[0].days_after_order"}},
             {{}, 0, {"proposal_hours"}},
             {{}, 169, {"proposal_hours"}},
         }) {
        const Done checked = check_policy({row.rules, row.hours});
        std::vector<std::string> fields;
        if (!checked) {
            for (const FieldError& error : checked.error().fields) {
                fields.push_back(error.field);
            }
        }
        CHECK(fields == row.fields);
    }
}

TEST_CASE("an event is over when nobody is in isolation, for a reason, and typed by hand") {
    struct Row {
        const char* reason;
        const char* phrase;
        EndingFacts facts;
        std::string_view outcome;
    };
    for (const Row& row : {
             Row{"省指挥部公告", "销毁 health 3", {3, 0, 0}, "ok"},
             Row{" \t", "销毁 health 3", {3, 0, 0}, "privacy.reason_needed"},
             Row{"省指挥部公告", "销毁 health 3", {3, 1, 0}, "privacy.orders_open"},
             Row{"省指挥部公告", "销毁 health 3", {3, 0, 1}, "privacy.under_way"},
             Row{"省指挥部公告", "销毁 health 0", {0, 0, 0}, "privacy.nothing_to_destroy"},
             Row{"省指挥部公告", "销毁 health 4", {3, 0, 0}, "privacy.wrong_phrase"},
             Row{"省指挥部公告", "销毁 papers 3", {3, 0, 0}, "privacy.wrong_phrase"},
             Row{"省指挥部公告", "", {3, 0, 0}, "privacy.wrong_phrase"},
         }) {
        CAPTURE(row.outcome);
        const Done checked = check_ending({Purpose::health, row.reason, row.phrase}, row.facts);
        CHECK((checked ? "ok" : checked.error().key) == row.outcome);
    }
    const std::string longest(reason_bytes_max, 'x');
    CHECK(check_ending({Purpose::health, longest, "销毁 health 1"}, {1, 0, 0}));
    CHECK_FALSE(check_ending({Purpose::health, longest + "x", "销毁 health 1"}, {1, 0, 0}));
}

TEST_CASE("only another person confirms, in time, what is still proposed") {
    const Instant proposed_at = at("2026-03-02T01:00:00Z");
    struct Row {
        DestructionState state;
        std::uint8_t by;
        const char* phrase;
        std::chrono::milliseconds later;
        EndingFacts facts;
        std::string_view outcome;
    };
    using std::chrono::hours;
    using std::chrono::milliseconds;
    const RetentionPolicy policy = shipped();
    for (const Row& row : {
             Row{DestructionState::proposed, 2, "销毁 health 3", hours{24}, {3, 0, 0}, "ok"},
             Row{DestructionState::proposed,
                 2,
                 "销毁 health 3",
                 hours{24} + milliseconds{1},
                 {3, 0, 0},
                 "privacy.proposal_lapsed"},
             Row{DestructionState::proposed,
                 1,
                 "销毁 health 3",
                 hours{1},
                 {3, 0, 0},
                 "privacy.second_person_needed"},
             // Somebody was sealed for meanwhile: the second person has to look again.
             Row{DestructionState::proposed,
                 2,
                 "销毁 health 3",
                 hours{1},
                 {4, 0, 0},
                 "privacy.wrong_phrase"},
             Row{DestructionState::proposed,
                 2,
                 "销毁 health 3",
                 hours{1},
                 {3, 1, 0},
                 "privacy.orders_open"},
             Row{DestructionState::running,
                 2,
                 "销毁 health 3",
                 hours{1},
                 {3, 0, 0},
                 "privacy.not_proposed"},
             Row{DestructionState::withdrawn,
                 2,
                 "销毁 health 3",
                 hours{1},
                 {3, 0, 0},
                 "privacy.not_proposed"},
             Row{DestructionState::finished,
                 2,
                 "销毁 health 3",
                 hours{1},
                 {3, 0, 0},
                 "privacy.not_proposed"},
         }) {
        CAPTURE(row.outcome);
        Destruction d;
        d.state = row.state;
        d.proposed_by = user(1);
        d.proposed_at = proposed_at;
        const Done checked = check_confirmation(d, {user(row.by), row.phrase}, row.facts, policy,
                                                proposed_at + row.later);
        CHECK((checked ? "ok" : checked.error().key) == row.outcome);
    }
}

TEST_CASE("the digest of a list depends on who is on it and in which order") {
    const PersonId one{Uuid{{1}}}, two{Uuid{{2}}};
    CHECK(next_digest(next_digest("", one), two) != next_digest(next_digest("", two), one));
    CHECK(next_digest("", one) != next_digest("", two));
    CHECK(next_digest("", one) == next_digest("", one));
}

}  // namespace xiuhua::privacy
