#include "rooms/access/rules_ways.hpp"

#include <doctest/doctest.h>

namespace xiuhua::access {

TEST_CASE("the provider's second factor counts when the policy names its word") {
    const ProviderPolicy policy{{"urn:example:gold"}, {"mfa", "otp"}};
    struct Row {
        std::string context_class;
        std::vector<std::string> methods;
        bool counts;
    };
    for (const Row& row : {
             Row{"", {}, false},
             Row{"urn:example:gold", {}, true},
             Row{"urn:example:silver", {"pwd"}, false},
             Row{"", {"pwd", "otp"}, true},
             Row{"", {"mfa"}, true},
             Row{"mfa", {}, false},
             Row{"", {"urn:example:gold"}, false},
         }) {
        CHECK(second_factor_counts(policy, {"s", row.context_class, row.methods}) == row.counts);
        CHECK_FALSE(second_factor_counts({}, {"s", row.context_class, row.methods}));
    }
    CHECK(check_provider_policy(policy));
    CHECK(check_provider_policy({}));
    CHECK_FALSE(check_provider_policy({{}, {"pwd"}}));
    CHECK_FALSE(check_provider_policy({{""}, {}}));
}

TEST_CASE(
    "whom the provider names still shows our own second factor, unless the provider's counts") {
    User user;
    user.roles = {Role::grid_worker};
    CHECK(wanted_after_provider(user, false) == Wanted::nothing);
    user.totp = true;
    CHECK(wanted_after_provider(user, false) == Wanted::code);
    CHECK(wanted_after_provider(user, true) == Wanted::nothing);
    user.totp = false;
    user.passkey = true;
    CHECK(wanted_after_provider(user, false) == Wanted::nothing);
    user.roles = {Role::reviewer};
    CHECK(wanted_after_provider(user, false) == Wanted::passkey);
    CHECK(wanted_after_provider(user, true) == Wanted::nothing);
}

TEST_CASE("one comes back to a page of ours or to the first") {
    CHECK(safe_next("/todo?box=waiting") == "/todo?box=waiting");
    for (const std::string next :
         {"", "todo", "//evil.example", "https://evil.example", "/\\evil", "/a b", "/\n", "/\""}) {
        CAPTURE(next);
        CHECK(safe_next(next) == "/");
    }
    CHECK(safe_next("/" + std::string(499, 'a')) != "/");
    CHECK(safe_next("/" + std::string(500, 'a')) == "/");
}

}  // namespace xiuhua::access
