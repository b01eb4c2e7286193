-- migrate:up
CREATE TABLE product (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
  stock       INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0)
);

INSERT INTO product (name, price_cents, stock)
VALUES ('Binoculars; 8 × 42', 19900, 3), ('Field guide', 2450, 12);

-- migrate:down
DROP TABLE product;
