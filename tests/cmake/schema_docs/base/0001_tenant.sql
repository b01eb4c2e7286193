CREATE TABLE tenant (id integer PRIMARY KEY);
