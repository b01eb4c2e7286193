-- migrate:up
CREATE INDEX purchase_person ON purchase (person_id);

-- migrate:down
DROP INDEX purchase_person;
