-- migrate:up
CREATE TABLE product (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL UNIQUE,
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  stock       integer NOT NULL DEFAULT 0 CHECK (stock >= 0)
);

INSERT INTO product (name, price_cents, stock)
VALUES ('Binoculars; 8 × 42', 19900, 3), ('Field guide', 2450, 12);

-- migrate:down
DROP TABLE product;
