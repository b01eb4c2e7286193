CREATE VIEW titled AS
  SELECT item.title, feed.url FROM item JOIN feed ON feed.id = item.feed;
PRAGMA user_version = 4;
