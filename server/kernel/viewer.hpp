#pragma once
// Who asks, and for which areas. Every query of personal data takes a Scope.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/permission.hpp"

namespace xiuhua {

// The areas a viewer is responsible for. An area's code begins with its parent's code (GB/T 2260 and the
// 12-digit statistical code, then our own digits), so an area and all below it is one range of codes.
// The same ranges stand in table scope_area under `id`, for use inside SQL:
//   EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?2
//           AND p.area_code BETWEEN s.code_first AND s.code_last)
struct Scope {
    ScopeId id;
    std::vector<std::string> area_codes;  // One empty code means the whole subdistrict.

    bool covers(std::string_view area_code) const {
        for (const std::string& code : area_codes) {
            if (area_code.starts_with(code)) {
                return true;
            }
        }
        return false;
    }
};

// The last code of the range that begins with `code`. 'z' sorts after digits in every collation.
inline std::string area_code_last(std::string_view code) {
    return std::string{code} + "z";
}

using BreakGlassId = Id<struct BreakGlassTag>;

// A look outside one's own areas that somebody opened with a reason (access, "break-glass"): the areas it opens, in
// scope_area like any other.
struct BreakGlass {
    BreakGlassId id;
    Scope scope;
};

struct Viewer {
    UserId user;
    std::string name;  // Shown in histories.
    RoleSet roles;
    Scope scope;
    PersonId person = {};  // Set when the viewer is a resident: who they are in the register.
    std::vector<std::string> token_permissions = {};  // For Role::device only.
    // Set when the request asks through one that is open. Nothing sees by it but what the router lets look: rooms use
    // `scope` alone, so none of them can forget or misuse it.
    std::optional<BreakGlass> glass = {};

    bool may(const Permission& permission) const {
        if (roles.has(Role::device)) {
            for (const std::string& name_allowed : token_permissions) {
                if (name_allowed == permission.name) {
                    return true;
                }
            }
            return false;
        }
        return roles.overlaps(permission.roles);
    }
};

// The same person looking through the glass: what it opened and nothing else, so that every look is one that is
// written down, and none of the everyday's is.
inline Viewer through_glass(Viewer viewer) {
    if (viewer.glass) {
        viewer.scope = viewer.glass->scope;
    }
    return viewer;
}

}  // namespace xiuhua
