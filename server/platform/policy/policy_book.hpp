#pragma once
// Policy numbers are dated data with a source (DESIGN D13). A decision stores the version it was made with.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"
#include "platform/db/db.hpp"
#include "platform/json/json.hpp"

namespace xiuhua {

struct PolicyVersion {
    std::string name;    // "screening", "isolation", "alerts", "retention": policy/<name>.json
    int version = 0;     // 1, 2, 3 …
    Date valid_from;     // In force from this day at the office until a later version's day.
    std::string source;  // Notice and clause, or who decided.
    RawJson body;
    UserId made_by;  // Nil for what the program brings.
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(PolicyVersion, (),
                      (name, version, valid_from, source, body, made_by, made_at))

namespace policy {

// The version in force on a day: the highest valid_from ≤ day, then the highest version.
// `internal` policy.missing when there is none (the program's own always exists).
Result<PolicyVersion> in_force(Tx& tx, std::string_view name, Date day);
Result<PolicyVersion> find(Tx& tx, std::string_view name, int version);
Result<std::vector<PolicyVersion>> list(Tx& tx,
                                        std::string_view name);  // Newest first; all when empty.
// Adds the next version. Never changes one. The caller has validated `body` against the room's struct.
Result<PolicyVersion> add(Tx& tx, PolicyVersion version);

// const auto [rules, version] = XH: in_force_as<ScreeningPolicy>(tx, "screening", office_date(now))
template <typename T>
struct InForce {
    T rules;
    int version = 0;
};
template <typename T>
Result<InForce<T>> in_force_as(Tx& tx, std::string_view name, Date day) {
    XH_TRY(found, in_force(tx, name, day));
    // Nearly every act asks, and the words change a few times a year: each thread parses them once.
    struct Parsed {
        std::string text;
        T rules;
    };
    static thread_local std::optional<Parsed> newest;
    if (!newest || newest->text != found.body.text) {
        XH_TRY(rules, json::parse<T>(found.body.text));
        newest = Parsed{found.body.text, std::move(rules)};
    }
    return InForce<T>{newest->rules, found.version};
}

}  // namespace policy
}  // namespace xiuhua
