#pragma once
// One error type for the whole program: a closed code, a stable key, a private detail.
#include <string>
#include <vector>

namespace xiuhua {

// Closed on purpose: platform/http maps every code to an HTTP status in one exhaustive switch.
enum class ErrorCode {
    invalid,          // The input is wrong; `field` or `fields` say where.
    unauthenticated,  // Nobody is logged in, or the session ended.
    forbidden,        // Logged in, but the role does not carry the permission.
    not_found,        // Absent, or outside the viewer's scope: the two look the same.
    conflict,         // The state does not allow it, or somebody else changed it first.
    too_large,        // Over a named limit of size.
    too_many,         // Over a named limit of rate or number.
    unavailable,      // A passing fault; the same request may succeed later.
    internal,         // Our fault; only the log knows more.
};

// One field at fault. `field` is the JSON path ("members[2].phone"), `key` a translation key.
struct FieldError {
    std::string field;
    std::string key;
};

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string key;          // "isolation.too_early": stable, for translation and tests.
    std::string field = {};   // The input at fault, if exactly one is.
    std::string detail = {};  // For the log. Never sent.
    std::vector<FieldError> fields = {};  // When several fields are at fault.
};

}  // namespace xiuhua
