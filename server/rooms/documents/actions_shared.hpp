#pragma once
// What every command on a paper does besides its own work: the audit entry, the event, the finished paper.
#include "rooms/documents/paper_book.hpp"

namespace xiuhua::documents {

Done note(Context& context, std::string action, const DocumentRecord& record,
          std::string reason = {});
Done tell(Context& context, std::string kind, const DocumentRecord& record);

// Whoever signs a paper holds it, unless it is the worker who attends.
enum class Holding { held, unsaid };
// Keeps the finished paper: sealed, and from now on never drawn again. The caller stores the record.
Done keep_paper(Context& context, DocumentRecord& record, const std::string& pdf, Holding holding);

}  // namespace xiuhua::documents
