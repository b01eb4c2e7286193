ALTER TABLE person ADD COLUMN email TEXT;
CREATE UNIQUE INDEX person_email ON person (lower(email));
