-- migrate:up
CREATE TABLE purchase (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id)
);

-- migrate:down
DROP TABLE purchase;
