#pragma once
// The file of a stack while its pages are read: sealed, beside the database.
#include "platform/host/services.hpp"
#include "rooms/documents/scans.hpp"

namespace xiuhua::documents {

Done write_scan_file(Services& services, ScanBatchId id, std::string_view bytes);
Result<std::optional<std::string>> read_scan_file(Services& services, ScanBatchId id);
void remove_scan_file(Services& services, ScanBatchId id);
// Files of stacks that are read, or of which the program was stopped before it had taken them in.
Done drop_scan_leftovers(Context& context);

}  // namespace xiuhua::documents
