-- migrate:up
CREATE TABLE purchase (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id    bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  product_id   bigint NOT NULL REFERENCES product (id),
  quantity     integer NOT NULL CHECK (quantity > 0),
  purchased_at timestamptz NOT NULL DEFAULT now()
);

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

-- migrate:down
DROP TABLE purchase;
DROP FUNCTION take_stock();
