#pragma once
// The public promises, printed from the routes themselves: contract/openapi.yaml and docs/rooms/permissions.md.
#include <string>

#include "platform/http/router.hpp"

namespace xiuhua::app {

// OpenAPI 3.1 as YAML. `internal` contract.name_clash when two types of one name differ: the name is in detail.
Result<std::string> contract(const Router& router);

// Which role may call which route, a table a room, as Markdown.
std::string permission_matrix(const Router& router);

// "isolation" of "/api/isolation/orders"; "platform" when the path names no room.
std::string room_of(std::string_view pattern);

}  // namespace xiuhua::app
