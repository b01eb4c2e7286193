-- migrate:up
CREATE INDEX note_written_at ON note (written_at);

-- migrate:down
DROP INDEX note_written_at;
