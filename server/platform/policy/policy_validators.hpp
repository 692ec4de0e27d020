#pragma once
// What each policy's body must look like: the room that uses it registers its struct, so that a version that
// could not be read is refused when it is written, not when a decision needs it.
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "platform/json/json.hpp"

namespace xiuhua {

class PolicyValidators {
  public:
    using Check = std::function<Done(const RawJson& body)>;

    // The struct's shape alone, or with `check` (const T&) -> Done for what a shape cannot say.
    template <typename T>
    void add(std::string name) {
        add<T>(std::move(name), [](const T&) { return Done{}; });
    }
    template <typename T, typename F>
    void add(std::string name, F check) {
        checks_[std::move(name)] = [check](const RawJson& body) -> Done {
            XH_TRY(rules, json::parse<T>(body.text));
            return check(rules);
        };
    }
    bool knows(std::string_view name) const { return checks_.contains(name); }
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& [name, check] : checks_) {
            all.push_back(name);
        }
        return all;
    }
    // Field errors are paths within the body. `invalid` policy.unknown_name for a name nobody registered.
    Done check(std::string_view name, const RawJson& body) const {
        const auto found = checks_.find(name);
        if (found == checks_.end()) {
            return fail(ErrorCode::invalid, "policy.unknown_name", "name");
        }
        return found->second(body);
    }

  private:
    std::map<std::string, Check, std::less<>> checks_;
};

}  // namespace xiuhua
