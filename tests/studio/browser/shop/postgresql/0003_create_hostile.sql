-- migrate:up
CREATE TABLE "<script>window.hurt = 1</script>" (
  id                                     bigint PRIMARY KEY,
  "<img src=x onerror='window.hurt = 2'>" text,
  "a ""quoted"".name; -- ' % \"             text,
  CONSTRAINT "<svg onload=alert(1)>" CHECK (id > 0)
);

-- migrate:down
DROP TABLE "<script>window.hurt = 1</script>";
