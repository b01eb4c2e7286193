# expected: godwit_add_migrations(shop_migrations): AT 0001 is of no SNAPSHOT; name the file, or remove it
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite AT 0001)
