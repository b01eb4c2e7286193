DROP INDEX person_email;
ALTER TABLE person DROP COLUMN email;
