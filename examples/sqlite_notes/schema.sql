CREATE TABLE note (
  id         INTEGER PRIMARY KEY,
  text       TEXT NOT NULL,
  pinned     INTEGER NOT NULL DEFAULT 0,
  written_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX note_written_at ON note (written_at);
