-- migrate:up
-- godwit: requires libsql
ALTER TABLE person ALTER COLUMN name TO name TEXT NOT NULL;

-- migrate:down
-- godwit: requires libsql
ALTER TABLE person ALTER COLUMN name TO name TEXT;
