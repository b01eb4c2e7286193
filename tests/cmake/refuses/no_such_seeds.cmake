# expected: godwit_add_migrations(shop_migrations): no such directory of SEEDS:
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite SEEDS seeds)
