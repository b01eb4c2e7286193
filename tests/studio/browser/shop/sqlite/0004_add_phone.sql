-- migrate:up
ALTER TABLE customer ADD COLUMN phone TEXT;

-- migrate:down
ALTER TABLE customer DROP COLUMN phone;
