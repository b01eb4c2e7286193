# expected: godwit_add_migrations(shop_migrations): no .sql file in DIRECTORY
# expected: put their files into the directory itself, 0001_a/up.sql as 0001_a.up.sql
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/diesel/0001_a/up.sql" "SELECT 1;")
godwit_add_migrations(shop_migrations
  DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/diesel" DIALECT sqlite)
