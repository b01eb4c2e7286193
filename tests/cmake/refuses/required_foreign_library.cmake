# expected: godwit_add_migrations(shop_migrations): auth was not made by godwit_add_migrations()
add_library(auth INTERFACE)
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite REQUIRES auth)
