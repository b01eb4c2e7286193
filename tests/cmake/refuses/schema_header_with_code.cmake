# expected: godwit_add_migrations(shop_migrations): SCHEMA_HEADER is not possible for migrations in C++, nor with ON_CONNECT
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite ON_CONNECT shop::set_up
  SCHEMA_HEADER shop_schema.h)
