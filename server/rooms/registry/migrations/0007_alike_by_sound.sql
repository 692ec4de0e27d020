-- Two records of one person are found by how the name sounds: thousands born on one day (a sheet that wrote 1900-01-01
-- for everybody) or living in one home (a dormitory) are no longer read one by one for each of them.
DROP INDEX registry_person_born;
CREATE INDEX registry_person_born ON registry_person (birth_date, pinyin);
DROP INDEX registry_person_household;
CREATE INDEX registry_person_household ON registry_person (household_id, pinyin);
