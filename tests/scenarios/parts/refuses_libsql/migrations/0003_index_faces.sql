-- migrate:up
-- godwit: requires libsql
CREATE TABLE face (id INTEGER PRIMARY KEY, vector F32_BLOB(3)) RANDOM ROWID;
CREATE INDEX face_vector ON face (libsql_vector_idx(vector));
INSERT INTO face (id, vector) VALUES (1, vector32('[1, 2, 3]'));

-- migrate:down
-- godwit: requires libsql
DROP TABLE face;
