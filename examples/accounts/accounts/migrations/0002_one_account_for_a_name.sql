-- migrate:up
CREATE UNIQUE INDEX account_name ON account (name);

-- migrate:down
DROP INDEX account_name;
