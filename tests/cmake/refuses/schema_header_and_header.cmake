# expected: godwit_add_migrations(shop_migrations): SCHEMA_HEADER and HEADER are both shop_migrations.h; give one of them another name
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite SCHEMA_HEADER shop_migrations.h)
