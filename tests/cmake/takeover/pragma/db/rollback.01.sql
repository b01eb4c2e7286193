DROP TABLE feed;
PRAGMA user_version = 0;
