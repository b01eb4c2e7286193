# expected: godwit_add_migrator(shop-migrate): STATIC needs static libraries, and auth_migrations is a shared one
godwit_add_migrations(auth_migrations SHARED
  DIRECTORY migrations DIALECT sqlite HISTORY_TABLE auth_history)
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite REQUIRES auth_migrations)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migrations STATIC)
