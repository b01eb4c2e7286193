-- migrate:up
CREATE TABLE sale (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product text NOT NULL REFERENCES product (name),
  sold_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION take_from_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE product SET stock = stock - 1 WHERE name = NEW.product;
  RETURN NEW;
END;
$$;

CREATE TRIGGER sale_takes_from_stock AFTER INSERT ON sale
FOR EACH ROW EXECUTE FUNCTION take_from_stock();

-- migrate:down
DROP TABLE sale;
DROP FUNCTION take_from_stock();
