# expected: godwit_add_migrations(shop_migrations): unknown NEWER ignore; accept and refuse are known
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite NEWER ignore)
