-- migrate:up
CREATE TABLE "<script>window.hurt = 1</script>" (
  id                                     INTEGER PRIMARY KEY,
  "<img src=x onerror='window.hurt = 2'>" TEXT,
  "a ""quoted"".name; -- ' % \"             TEXT,
  CONSTRAINT "<svg onload=alert(1)>" CHECK (id > 0)
);

-- migrate:down
DROP TABLE "<script>window.hurt = 1</script>";
