DROP TRIGGER feed_gone;
DROP TABLE item;
PRAGMA user_version = 1;
