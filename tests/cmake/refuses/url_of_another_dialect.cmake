# expected: godwit_add_migrations(shop_migrations): DEFAULT_URL leads to postgresql, and DIALECT is sqlite
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite
  DEFAULT_URL postgresql:///shop)
