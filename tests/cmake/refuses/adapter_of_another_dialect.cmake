# expected: godwit_add_migrations(shop_migrations): ADAPTERS sqlite_orm is not possible, because that library knows SQLite alone; sqlpp23 knows both
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT postgresql SCHEMA_HEADER shop_schema.h
  ADAPTERS sqlite_orm)
