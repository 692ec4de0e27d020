#pragma once
// Who may do what. A room declares its permissions as constants; the matrix in docs/ is printed from them.
#include <boost/describe.hpp>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace xiuhua {

enum class Role {
    administrator,
    command_post,
    community_lead,
    grid_worker,
    reviewer,
    checkpoint,
    supply,
    counsellor,
    medic,
    enterprise,
    site_head,
    auditor,
    resident,
    device,  // A program or terminal with an API token; it can do only what the token names.
};
BOOST_DESCRIBE_ENUM(Role, administrator, command_post, community_lead, grid_worker, reviewer,
                    checkpoint, supply, counsellor, medic, enterprise, site_head, auditor, resident,
                    device)

class RoleSet {
  public:
    constexpr RoleSet() = default;
    constexpr RoleSet(std::initializer_list<Role> roles) {
        for (const Role role : roles) {
            add(role);
        }
    }
    constexpr void add(Role role) { bits_ |= bit(role); }
    constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
    constexpr bool overlaps(RoleSet other) const { return (bits_ & other.bits_) != 0; }
    constexpr bool empty() const { return bits_ == 0; }

  private:
    static constexpr std::uint32_t bit(Role role) {
        return std::uint32_t{1} << static_cast<unsigned>(role);
    }
    std::uint32_t bits_ = 0;
};

// constexpr Permission release{"isolation.release", {Role::reviewer, Role::command_post}};
struct Permission {
    std::string_view name;  // "<room>.<verb>": the same name in contract, web and documents.
    RoleSet roles;
};

}  // namespace xiuhua
