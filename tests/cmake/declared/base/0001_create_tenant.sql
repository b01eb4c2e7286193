-- migrate:up
CREATE TABLE tenant (id integer PRIMARY KEY);
-- migrate:down
DROP TABLE tenant;
