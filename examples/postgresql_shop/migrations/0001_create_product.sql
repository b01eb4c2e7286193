-- migrate:up
CREATE TABLE product (
  name  text PRIMARY KEY,
  stock integer NOT NULL CHECK (stock >= 0)
);

INSERT INTO product (name, stock)
VALUES ('binoculars', 3), ('field guide', 12);

-- migrate:down
DROP TABLE product;
