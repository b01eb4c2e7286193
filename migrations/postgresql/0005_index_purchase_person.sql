-- migrate:up
-- godwit: no-transaction
CREATE INDEX CONCURRENTLY purchase_person ON purchase (person_id);

-- migrate:down
-- godwit: no-transaction
DROP INDEX CONCURRENTLY purchase_person;
