#include "spreadsheet.hpp"

namespace xiuhua::fuzz {

void fuzz(std::string_view bytes) {
    read_sheet(bytes);
}

}  // namespace xiuhua::fuzz
