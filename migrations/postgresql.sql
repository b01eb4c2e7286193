CREATE TABLE person (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  email      text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_email ON person (lower(email));

CREATE TABLE product (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL UNIQUE,
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  stock       integer NOT NULL DEFAULT 0 CHECK (stock >= 0)
);

CREATE TABLE purchase (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id    bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  product_id   bigint NOT NULL REFERENCES product (id),
  quantity     integer NOT NULL CHECK (quantity > 0),
  purchased_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX purchase_person ON purchase (person_id);

CREATE FUNCTION take_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE product
  SET stock = stock - NEW.quantity
  WHERE id = NEW.product_id;
  RETURN NEW;
END;
$$;

CREATE TRIGGER purchase_takes_stock AFTER INSERT ON purchase
FOR EACH ROW EXECUTE FUNCTION take_stock();
