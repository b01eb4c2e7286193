CREATE INDEX person_by_name ON person (name);
CREATE TABLE person (
  id integer PRIMARY KEY,
  tenant integer REFERENCES tenant (id),
  name text NOT NULL
);
