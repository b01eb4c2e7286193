DROP VIEW titled;
PRAGMA user_version = 3;
