#pragma once
// For who would spend more on the fields of a line than on the line that nobody reads.
#include "platform/log/log.hpp"

namespace xiuhua::log {

// Whether lines of this level are written now.
bool is_on(Level level);

}  // namespace xiuhua::log
