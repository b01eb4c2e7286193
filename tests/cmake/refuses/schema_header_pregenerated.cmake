# expected: godwit_add_migrations(shop_migrations): SCHEMA_HEADER and PREGENERATED exclude each other
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite PREGENERATED generated
  SCHEMA_HEADER shop_schema.h)
