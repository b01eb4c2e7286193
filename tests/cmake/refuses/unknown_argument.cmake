# expected: godwit_add_migrations(shop_migrations): unknown argument: in, parallel
godwit_add_migrations(shop_migrations in parallel
  DIRECTORY migrations DIALECT sqlite)
