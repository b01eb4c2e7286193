-- migrate:up
ALTER TABLE customer ADD COLUMN phone text;

-- migrate:down
ALTER TABLE customer DROP COLUMN phone;
