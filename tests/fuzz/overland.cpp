#include "adapters/overland/overland.hpp"

#include "fuzz.hpp"

namespace xiuhua::fuzz {

void fuzz(std::string_view bytes) {
    check(overland::decode(bytes));
}

}  // namespace xiuhua::fuzz
