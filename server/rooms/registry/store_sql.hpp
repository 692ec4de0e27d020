#pragma once
// SQL that several store files share.

// The full name of place `a`. A household's is put together when read: no column holds a whole address beside a name.
#define AREA_FULL_NAME                                                             \
    "CASE a.level WHEN 'household' THEN "                                          \
    "(SELECT u.full_name FROM registry_area u WHERE u.code = a.parent) || ' ' || " \
    "a.name ELSE a.full_name END"
#define AREA_COLUMNS "a.code, a.level, a.name, " AREA_FULL_NAME ", a.zone"
