-- migrate:up
CREATE TABLE purchase (
  id           INTEGER PRIMARY KEY,
  person_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  product_id   INTEGER NOT NULL REFERENCES product (id),
  quantity     INTEGER NOT NULL CHECK (quantity > 0),
  purchased_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TRIGGER purchase_takes_stock AFTER INSERT ON purchase
BEGIN
  UPDATE product
  SET stock = stock - NEW.quantity
  WHERE id = NEW.product_id;
END;

-- migrate:down
DROP TABLE purchase;
