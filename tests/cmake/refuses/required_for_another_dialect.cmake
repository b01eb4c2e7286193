# expected: godwit_add_migrations(shop_migrations): REQUIRES auth_migrations, which is for sqlite and not for postgresql
godwit_add_migrations(auth_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT postgresql REQUIRES auth_migrations)
