#pragma once
// 三书三单: what other rooms may ask of documents. A signed paper never changes: a new version is a new paper.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "platform/db/figures.hpp"
#include "platform/http/router.hpp"

namespace xiuhua {
using DocumentId = Id<struct DocumentTag>;
}

namespace xiuhua::documents {

enum class DocumentKind {
    isolation_commitment,  // 居民隔离观察承诺书
    isolation_notice,      // 居家隔离观察事项告知书
    building_commitment,   // 楼栋联防联控承诺书
    installation_receipt,  // APP安装回执单
    status_report,         // 居家隔离人员情况上报单
    release_notice,        // 解除隔离通知单
};
BOOST_DESCRIBE_ENUM(DocumentKind, isolation_commitment, isolation_notice, building_commitment,
                    installation_receipt, status_report, release_notice)
enum class DocumentState { made, handed_over, signed_by_person, superseded };
BOOST_DESCRIBE_ENUM(DocumentState, made, handed_over, signed_by_person, superseded)

struct DocumentBrief {
    DocumentId id;
    DocumentKind kind = DocumentKind::isolation_notice;
    std::string number;  // "龙子湖隔告〔2026〕0001号"
    DocumentState state = DocumentState::made;
    OrderId order;
    PersonId person;
    Instant made_at;
    std::optional<Instant> handed_over_at, signed_at;
    int template_version = 1;
};
BOOST_DESCRIBE_STRUCT(DocumentBrief, (),
                      (id, kind, number, state, order, person, made_at, handed_over_at, signed_at,
                       template_version))

struct PaperRequest {
    DocumentKind kind = DocumentKind::isolation_notice;
    OrderId order;
    PersonId person;
    std::string area_code;  // Of the order: scope of the paper.
    std::map<std::string, std::string>
        fields;  // Named fields of the template; documents seals them.
};
// `invalid` documents.field_missing names the field that the template needs and `fields` lacks.
Result<DocumentBrief> make_paper(Context& context, const PaperRequest& request);
Result<std::vector<DocumentBrief>> papers_of_order(Tx& tx, OrderId order);
// The fields that templates of a kind name, those of the newest version first, in the order of the page.
Result<std::vector<std::string>> fields_of(Tx& tx, DocumentKind kind);

// For room privacy, when the purpose has ended: fields, signatures and finished papers go; number, kind, dates and
// digest stay, so that the code on a paper in somebody's hand still proves it genuine. Answers how many records.
Result<std::int64_t> destroy_papers(Context& context, PersonId person);

// ---- for the figures of reports: what a figure counts, and papers as records
enum class PaperFigure { made, signed_by_person, unsigned_yet };
BOOST_DESCRIBE_ENUM(PaperFigure, made, signed_by_person, unsigned_yet)
figures::Relation figure_records(PaperFigure figure, const figures::Asked& asked);
figures::Relation paper_records();

}  // namespace xiuhua::documents
