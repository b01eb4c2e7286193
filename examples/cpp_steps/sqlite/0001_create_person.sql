-- migrate:up
CREATE TABLE person (id integer PRIMARY KEY, phone text NOT NULL);
INSERT INTO person VALUES (1, '030 / 12 34'), (2, '(040) 5678');

-- migrate:down
DROP TABLE person;
