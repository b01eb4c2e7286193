-- migrate:up
CREATE TABLE purchase (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  billing_id  INTEGER REFERENCES address (id),
  shipping_id INTEGER REFERENCES address (id)
);
CREATE TABLE purchase_line (
  purchase_id INTEGER NOT NULL REFERENCES purchase (id),
  line        INTEGER NOT NULL,
  product_id  INTEGER NOT NULL REFERENCES product (id),
  quantity    INTEGER NOT NULL,
  PRIMARY KEY (purchase_id, line)
);
CREATE INDEX purchase_customer ON purchase (customer_id);

-- migrate:down
DROP TABLE purchase_line;
DROP TABLE purchase;
