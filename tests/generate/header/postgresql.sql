CREATE SCHEMA audit;
CREATE TYPE mood AS ENUM ('sad', 'so so', 'class', 'it''s');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN feeling AS mood NOT NULL;
CREATE TABLE person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  "Given Name" varchar(20),
  mood mood,
  feeling feeling,
  moods mood[],
  age positive,
  rank smallint NOT NULL DEFAULT 1,
  weight real,
  height double precision,
  active boolean NOT NULL,
  photo bytea,
  balance numeric(10, 2) NOT NULL,
  born timestamptz,
  shout text GENERATED ALWAYS AS (upper(email)) STORED
);
CREATE UNIQUE INDEX ON person (lower(email));
CREATE UNIQUE INDEX ON person (balance);
CREATE TABLE audit.person (
  person_id bigint REFERENCES person (id),
  at date,
  PRIMARY KEY (person_id, at)
) PARTITION BY RANGE (at);
CREATE TABLE audit.person_2026 PARTITION OF audit.person
  FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE audit.note (
  person_id bigint,
  at date,
  text text,
  FOREIGN KEY (person_id, at) REFERENCES audit.person
);
