# expected: godwit_add_migrations(shop_migrations): CHECK execute is not possible for postgresql: at most
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT postgresql CHECK execute)
