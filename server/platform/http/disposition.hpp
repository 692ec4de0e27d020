#pragma once
#include <string>
#include <string_view>

namespace xiuhua {

// Content-Disposition by RFC 6266: how ("inline", "attachment"), a plain name, and the name in full.
std::string disposition(std::string_view how, std::string_view ascii_name, std::string_view name);

}  // namespace xiuhua
