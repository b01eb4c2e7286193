# expected: godwit_add_migrations(shop_migrations): SCHEMA_HEADER is not a relative path: ../schema.h
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite SCHEMA_HEADER ../schema.h)
