# expected: CMake cannot follow files below a path with a semicolon, backslash or line break; rename DIRECTORY
# expected: /odd;migrations
set(directory "${CMAKE_CURRENT_BINARY_DIR}/odd;migrations")
file(MAKE_DIRECTORY "${directory}")
godwit_add_migrations(shop_migrations
  DIRECTORY "${directory}" DIALECT sqlite ALLOW_EMPTY)
