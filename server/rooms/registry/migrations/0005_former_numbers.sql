-- What a record that was merged away was known by: its number and telephone still find the person it means now.
ALTER TABLE registry_person ADD COLUMN former_identity_hash TEXT;
ALTER TABLE registry_person ADD COLUMN former_identity_tail_hash TEXT;
ALTER TABLE registry_person ADD COLUMN former_phone_hash TEXT;
CREATE INDEX registry_person_former_identity ON registry_person (former_identity_hash)
    WHERE former_identity_hash IS NOT NULL;
CREATE INDEX registry_person_former_identity_tail ON registry_person (former_identity_tail_hash)
    WHERE former_identity_tail_hash IS NOT NULL;
CREATE INDEX registry_person_former_phone ON registry_person (former_phone_hash)
    WHERE former_phone_hash IS NOT NULL;
