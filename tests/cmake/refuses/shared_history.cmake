# expected: godwit_add_migrator(shop-migrate): auth_migrations and shop_migrations would share the history table godwit_migrations; give each a HISTORY_TABLE of its own
godwit_add_migrations(auth_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite REQUIRES auth_migrations)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migrations)
