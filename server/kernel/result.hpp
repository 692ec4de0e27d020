#pragma once
// Errors are values: Result<T> is either a T or an Error, and travels upward visibly.
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "kernel/error.hpp"

namespace xiuhua {

template <typename T>
using Result = tl::expected<T, Error>;
using Done = Result<void>;

// `return fail(ErrorCode::conflict, "isolation.too_early");`
inline tl::unexpected<Error> fail(ErrorCode code, std::string key, std::string field = {},
                                  std::string detail = {}) {
    return tl::unexpected<Error>(
        Error{code, std::move(key), std::move(field), std::move(detail), {}});
}
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace xiuhua

// XH_TRY(order, find_order(tx, id));  binds `order` to the value or returns the error to the caller.
#define XH_TRY(name, expression)                                                  \
    auto name##_result = (expression);                                            \
    if (!name##_result) {                                                         \
        return tl::unexpected<::xiuhua::Error>(std::move(name##_result.error())); \
    }                                                                             \
    [[maybe_unused]] auto& name = *name##_result

// XH_DO(audit_append(tx, entry));  for calls whose value is not needed.
#define XH_DO(expression)                                                              \
    do {                                                                               \
        if (auto xh_done_result = (expression); !xh_done_result) {                     \
            return tl::unexpected<::xiuhua::Error>(std::move(xh_done_result.error())); \
        }                                                                              \
    } while (false)
