#include "rooms/policy/rules.hpp"

#include <doctest/doctest.h>

namespace xiuhua::policy {
namespace {

TEST_CASE("a version needs a source and a day from today to a year ahead") {
    const Date today = *parse_date("2026-03-02");
    const std::string long_source(source_bytes_max, 'a');
    const std::string long_body(body_bytes_max, ' ');
    const std::string longer_source = long_source + "a";
    const std::string longer_body = long_body + " ";
    struct Row {
        std::string_view valid_from, source, body, outcome;
    };
    for (const Row& row : {Row{"2026-03-02", "通知 第3条", "{}", "ok"},
                           Row{"2026-03-01", "通知", "{}", "policy.backdated"},
                           Row{"2027-03-03", "通知", "{}", "ok"},
                           Row{"2027-03-04", "通知", "{}", "policy.too_far_ahead"},
                           Row{"2026-03-02", " \n", "{}", "policy.source_missing"},
                           Row{"2026-03-02", long_source, "{}", "ok"},
                           Row{"2026-03-02", longer_source, "{}", "policy.source_too_long"},
                           Row{"2026-03-02", "a", long_body, "ok"},
                           Row{"2026-03-02", "a", longer_body, "policy.body_too_long"},
                           Row{"2026-03-01", "", "{}", "request.bad_field"}}) {
        CAPTURE(row.valid_from);
        CAPTURE(row.outcome);
        const auto checked = check_new_version({"isolation",
                                                *parse_date(row.valid_from),
                                                std::string{row.source},
                                                {std::string{row.body}}},
                                               today);
        CHECK((checked ? "ok" : checked.error().key) == row.outcome);
    }
}

}  // namespace
}  // namespace xiuhua::policy
