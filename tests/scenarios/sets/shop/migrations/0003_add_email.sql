-- migrate:up
ALTER TABLE person ADD COLUMN email TEXT;

-- migrate:down
ALTER TABLE person DROP COLUMN email;
