#include "testkit/source_tree.hpp"

namespace xiuhua::testkit {

std::filesystem::path source_tree() {
    return XIUHUA_SOURCE_DIR;
}

}  // namespace xiuhua::testkit
