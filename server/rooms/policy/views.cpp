#include "rooms/policy/views.hpp"

namespace xiuhua::policy {

PolicyVersionView view(const PolicyVersion& version,
                       const std::map<std::string, std::string>& names, bool in_force) {
    const auto name = names.find(to_text(version.made_by));
    return {version.name,
            version.version,
            version.valid_from,
            version.source,
            version.body,
            version.made_by,
            name == names.end() ? std::string{} : name->second,
            version.made_at,
            in_force};
}

}  // namespace xiuhua::policy
