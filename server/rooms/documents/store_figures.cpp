// Which papers the figures of a report count.
#include "rooms/documents/public.hpp"

namespace xiuhua::documents {

figures::Relation paper_records() {
    figures::Relation relation;
    relation.add(
        "SELECT o.id AS record_key, o.number AS number, o.order_id AS order_id, "
        "o.person_id AS person, '' AS person_name, o.area_code AS area_code, '' AS area_name, "
        "o.made_at AS at FROM documents_document o WHERE 1 = 1");
    return relation;
}

figures::Relation figure_records(PaperFigure figure, const figures::Asked& asked) {
    figures::Relation relation = paper_records();
    switch (figure) {
        case PaperFigure::made:
            return relation.add(" AND o.made_at >= ? AND o.made_at < ?", asked.from, asked.until);
        case PaperFigure::signed_by_person:
            return relation.add(" AND o.signed_at >= ? AND o.signed_at < ?", asked.from,
                                asked.until);
        case PaperFigure::unsigned_yet:
            // A paper that waits for a hand: made, not replaced, and of a kind that is signed.
            return relation.add(
                " AND o.kind IN ('isolation_commitment', 'building_commitment') "
                "AND o.made_at < ? AND (o.signed_at IS NULL OR o.signed_at >= ?) "
                "AND (o.superseded_at IS NULL OR o.superseded_at >= ?)",
                asked.until, asked.until, asked.until);
    }
    return relation;
}

}  // namespace xiuhua::documents
