CREATE TABLE person (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  email      TEXT,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX person_email ON person (lower(email));

CREATE TABLE product (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
  stock       INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0)
);

CREATE TABLE purchase (
  id           INTEGER PRIMARY KEY,
  person_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  product_id   INTEGER NOT NULL REFERENCES product (id),
  quantity     INTEGER NOT NULL CHECK (quantity > 0),
  purchased_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX purchase_person ON purchase (person_id);

CREATE TRIGGER purchase_takes_stock AFTER INSERT ON purchase
BEGIN
  UPDATE product
  SET stock = stock - NEW.quantity
  WHERE id = NEW.product_id;
END;
