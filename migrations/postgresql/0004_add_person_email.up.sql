ALTER TABLE person ADD COLUMN email text;
-- godwit: allow create-index the table is small
CREATE UNIQUE INDEX person_email ON person (lower(email));
