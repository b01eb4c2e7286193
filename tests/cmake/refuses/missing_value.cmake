# expected: godwit_add_migrations(shop_migrations): no value for: DIALECT
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT)
