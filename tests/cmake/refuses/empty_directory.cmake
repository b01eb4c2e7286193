# expected: godwit_add_migrations(shop_migrations): no .sql file in DIRECTORY
# expected: name the first one 0001_<name>.sql, or pass ALLOW_EMPTY
file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/empty")
godwit_add_migrations(shop_migrations
  DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/empty" DIALECT sqlite)
