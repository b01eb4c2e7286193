-- migrate:up
CREATE TABLE note (
  id         INTEGER PRIMARY KEY,
  text       TEXT NOT NULL,
  written_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- migrate:down
DROP TABLE note;
