-- migrate:up
ALTER TABLE entry ADD COLUMN note TEXT;
UPDATE schema_version SET version = 1000;

-- migrate:down
ALTER TABLE entry DROP COLUMN note;
UPDATE schema_version SET version = 5;
