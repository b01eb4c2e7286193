-- migrate:up
CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

-- migrate:down
DROP TABLE account;
