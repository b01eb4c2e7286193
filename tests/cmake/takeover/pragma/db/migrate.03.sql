-- The table is made anew, since SQLite cannot change the type of a column.
CREATE TABLE new_feed (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL DEFAULT 'without a title'
);
INSERT INTO new_feed (id, url) SELECT id, url FROM feed;
DROP TRIGGER feed_gone;
DROP TABLE feed;
ALTER TABLE new_feed RENAME TO feed;
CREATE TRIGGER feed_gone AFTER DELETE ON feed BEGIN
  DELETE FROM item WHERE feed = old.id;
END;
PRAGMA user_version = 3;
