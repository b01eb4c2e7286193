-- migrate:up
CREATE TABLE purchase (
  id          bigint PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer (id),
  billing_id  bigint REFERENCES address (id),
  shipping_id bigint REFERENCES address (id)
);
CREATE TABLE purchase_line (
  purchase_id bigint NOT NULL REFERENCES purchase (id),
  line        bigint NOT NULL,
  product_id  bigint NOT NULL REFERENCES product (id),
  quantity    bigint NOT NULL,
  PRIMARY KEY (purchase_id, line)
);
CREATE INDEX purchase_customer ON purchase (customer_id);

-- migrate:down
DROP TABLE purchase_line;
DROP TABLE purchase;
