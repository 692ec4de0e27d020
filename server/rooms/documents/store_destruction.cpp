#include "rooms/documents/store.hpp"

namespace xiuhua::documents::store {
namespace {

#define XH_OF_PERSON "document_id IN (SELECT id FROM documents_document WHERE person_id = ?1)"
constexpr Query drop_signatures{"documents.destroy_signatures",
                                "DELETE FROM documents_signature WHERE " XH_OF_PERSON};
constexpr Query drop_papers{"documents.destroy_papers",
                            "DELETE FROM documents_paper WHERE " XH_OF_PERSON};
constexpr Query empty_contents{"documents.empty_contents",
                               "UPDATE documents_document SET content = ?2 "
                               "WHERE person_id = ?1 AND LENGTH(content) > 0"};

}  // namespace

Result<std::int64_t> destroy_papers(Tx& tx, PersonId person) {
    XH_TRY(signatures, tx.exec(drop_signatures, person));
    XH_TRY(papers, tx.exec(drop_papers, person));
    XH_TRY(contents, tx.exec(empty_contents, person, Bytes{}));
    return signatures + papers + contents;
}

}  // namespace xiuhua::documents::store
