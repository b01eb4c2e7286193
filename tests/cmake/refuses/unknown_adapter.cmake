# expected: godwit_add_migrations(shop_migrations): unknown adapter sqlpp11; sqlpp23 and sqlite_orm are known
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite SCHEMA_HEADER shop_schema.h
  ADAPTERS sqlpp23 sqlpp11)
