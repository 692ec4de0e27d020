#pragma once
// The templates that the program carries: templates/<kind>.v<n>.json, compiled in.
#include <span>
#include <string_view>

#include "kernel/result.hpp"
#include "rooms/documents/model.hpp"

namespace xiuhua::documents {

// Written by CMake.
std::span<const std::string_view> builtin_templates();

// Parses and checks (see check_template).
Result<Template> parse_template(std::string_view text);
// `invalid` documents.bad_template with the places at fault: a field without a name or named twice, a row or a
// sentence that names no field, a field that is never printed (what is not printed is not asked for), a
// template without a closing signature, a mark or a title missing.
Done check_template(const Template& form);

}  // namespace xiuhua::documents
