# expected: godwit_add_migrations(shop_migrations): unknown CHECK deep; off, structure, syntax and execute are known
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite CHECK deep)
