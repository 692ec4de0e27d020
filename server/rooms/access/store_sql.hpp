#pragma once
// Columns of access_user `u` in the order of User's members. The person is the one whom the account's record means now
// (platform/db/person_alias.hpp), in a request as in a list.
#define ACCESS_USER_COLUMNS                                                       \
    "u.id, u.login, u.name, u.roles, u.area_codes, u.scope_id, "                  \
    "COALESCE((SELECT pa.person_id FROM person_alias pa "                         \
    "WHERE pa.alias_id = u.person_id), u.person_id), "                            \
    "u.must_change_password, CASE WHEN u.totp_secret IS NULL THEN 0 ELSE 1 END, " \
    "u.attempt_key, u.active, u.last_login_at, u.version, "                       \
    "CASE WHEN EXISTS (SELECT 1 FROM access_passkey k WHERE k.user_id = u.id) "   \
    "THEN 1 ELSE 0 END"
