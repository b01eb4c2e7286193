-- migrate:up
CREATE TABLE person (id INTEGER PRIMARY KEY);

-- migrate:down
DROP TABLE person;
