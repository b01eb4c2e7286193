ALTER TABLE person ADD COLUMN email text;
CREATE UNIQUE INDEX person_email ON person (lower(email));
