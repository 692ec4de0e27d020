-- Whose data of a purpose still exist: what scheduled destruction walks.
CREATE INDEX sealing_key_living ON sealing_key (purpose, person_id) WHERE destroyed = 0;
