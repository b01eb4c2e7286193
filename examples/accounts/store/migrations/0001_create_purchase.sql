-- migrate:up
CREATE TABLE purchase (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id)
);

-- migrate:down
DROP TABLE purchase;
