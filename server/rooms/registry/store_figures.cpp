// Which records of the register the figures of a report count.
#include "rooms/registry/public.hpp"

namespace xiuhua::registry {

// A place is named down to its building: with the door it would be an address beside a name.
#define XH_BUILDING_NAME(column)                                        \
    "COALESCE((SELECT a.full_name FROM registry_area a WHERE a.code = " \
    "substr(" column ", 1, 20)), '')"

figures::Relation register_records(RegisterRecord record) {
    figures::Relation relation;
    switch (record) {
        case RegisterRecord::person:
            relation.add(
                "SELECT o.id AS record_key, '' AS number, CAST(NULL AS TEXT) AS order_id, "
                "o.id AS person, o.name AS person_name, o.area_code AS area_code, "
                XH_BUILDING_NAME("o.area_code") " AS area_name, o.created_at AS at "
                "FROM registry_person o WHERE o.merged_into IS NULL");
            break;
        case RegisterRecord::household:
            relation.add(
                "SELECT o.id AS record_key, '' AS number, CAST(NULL AS TEXT) AS order_id, "
                "CAST(NULL AS TEXT) AS person, '' AS person_name, o.area_code AS area_code, "
                XH_BUILDING_NAME("o.area_code") " AS area_name, o.created_at AS at "
                "FROM registry_household o WHERE 1 = 1");
            break;
    }
    return relation;
}

figures::Relation figure_records(RegisterFigure figure, const figures::Asked& asked) {
    const bool counts_people = figure == RegisterFigure::people;
    return register_records(counts_people ? RegisterRecord::person : RegisterRecord::household)
        .add(" AND o.created_at < ?", asked.until);
}

}  // namespace xiuhua::registry
