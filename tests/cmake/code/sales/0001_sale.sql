-- migrate:up
CREATE TABLE sale (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person);
-- migrate:down
DROP TABLE sale;
