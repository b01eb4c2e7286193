ALTER TABLE feed DROP COLUMN title;
PRAGMA user_version = 2;
