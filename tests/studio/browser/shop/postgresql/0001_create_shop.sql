-- migrate:up
CREATE TABLE customer (
  id       bigint PRIMARY KEY,
  email    text NOT NULL UNIQUE,
  name     text DEFAULT 'nobody',
  balance  numeric NOT NULL DEFAULT 0 CHECK (balance >= 0),
  settings text,
  photo    bytea,
  label    text GENERATED ALWAYS AS (name || ' <' || email || '>') STORED
);
CREATE TABLE address (
  id          bigint PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer (id),
  city        text NOT NULL
);
CREATE TABLE category (
  id        bigint PRIMARY KEY,
  parent_id bigint REFERENCES category (id),
  name      text NOT NULL
);
CREATE TABLE product (
  id          bigint PRIMARY KEY,
  category_id bigint REFERENCES category (id),
  title       text NOT NULL
);

-- migrate:down
DROP TABLE product;
DROP TABLE category;
DROP TABLE address;
DROP TABLE customer;
