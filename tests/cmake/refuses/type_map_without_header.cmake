# expected: godwit_add_migrations(shop_migrations): TYPE_MAP is of no SCHEMA_HEADER; name the header, or remove it
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite TYPE_MAP numeric=double)
