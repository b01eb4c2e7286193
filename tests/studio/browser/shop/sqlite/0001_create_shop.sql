-- migrate:up
CREATE TABLE customer (
  id       INTEGER PRIMARY KEY,
  email    TEXT NOT NULL UNIQUE,
  name     TEXT DEFAULT 'nobody',
  balance  NUMERIC NOT NULL DEFAULT 0 CHECK (balance >= 0),
  settings TEXT,
  photo    BLOB,
  label    TEXT GENERATED ALWAYS AS (name || ' <' || email || '>') VIRTUAL
);
CREATE TABLE address (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  city        TEXT NOT NULL
);
CREATE TABLE category (
  id        INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES category (id),
  name      TEXT NOT NULL
);
CREATE TABLE product (
  id          INTEGER PRIMARY KEY,
  category_id INTEGER REFERENCES category (id),
  title       TEXT NOT NULL
);

-- migrate:down
DROP TABLE product;
DROP TABLE category;
DROP TABLE address;
DROP TABLE customer;
