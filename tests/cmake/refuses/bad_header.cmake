# expected: godwit_add_migrations(shop_migrations): HEADER is not a relative path: ../shop.h
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite HEADER ../shop.h)
