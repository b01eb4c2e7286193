CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,
  "first name" TEXT,
  class TEXT NOT NULL DEFAULT 'a',
  name VARCHAR(40) UNIQUE,
  photo BLOB,
  weight REAL,
  balance DECIMAL(10, 2) NOT NULL DEFAULT 0,
  active BOOLEAN NOT NULL DEFAULT 1,
  initial TEXT GENERATED ALWAYS AS (substr(email, 1, 1))
);
CREATE UNIQUE INDEX person_email ON person (email COLLATE NOCASE);
CREATE UNIQUE INDEX person_photo ON person (photo) WHERE weight > 1;
CREATE TABLE "order" (
  number INTEGER,
  "größe" INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person,
  row TEXT CHECK (row <> 'unique'),
  anything,
  PRIMARY KEY (person_id, number)
);
CREATE TABLE item (
  code TEXT PRIMARY KEY,
  order_person INTEGER,
  order_number INTEGER,
  parent TEXT REFERENCES item (code),
  nowhere INTEGER REFERENCES missing (id),
  FOREIGN KEY (order_person, order_number)
    REFERENCES "order" (person_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(word, meaning);
CREATE VIEW adults AS SELECT id FROM person;
