-- migrate:up
CREATE TABLE visit (id integer PRIMARY KEY, person_id integer NOT NULL);

-- migrate:down
DROP TABLE visit;
