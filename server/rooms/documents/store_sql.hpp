#pragma once
// Conditions that several of this room's queries share.
#include "platform/db/person_alias.hpp"

// ?1 the scope, ?2 the resident or NULL: staff see their areas' papers, a resident his own and his wards'.
#define XH_VISIBLE                                                                             \
    "((CAST(?2 AS TEXT) IS NULL AND EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?1 " \
    "AND d.area_code BETWEEN s.code_first AND s.code_last)) "                                  \
    "OR d.person_id IN " XH_IDS_OF_PERSON("?2") " OR d.guardian_id IN " XH_IDS_OF_PERSON("?2") ")"
