# expected: godwit_add_migrations(shop_migrations): ADAPTERS is of no SCHEMA_HEADER; name the header, or remove it
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite ADAPTERS sqlpp23)
