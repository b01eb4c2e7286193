# expected: HOOKS migrations is the directory of another part of the set; give it one of its own
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite HOOKS migrations)
