-- Ids that mean somebody else's record since two records of one person were merged (room registry writes it). What
-- other rooms keep stays under the id it was made with, for it is sealed under that id's key; who asks by person asks
-- for all of that person's ids (platform/db/person_alias.hpp).
CREATE TABLE person_alias (
    alias_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL
);
CREATE INDEX person_alias_person ON person_alias (person_id, alias_id);
