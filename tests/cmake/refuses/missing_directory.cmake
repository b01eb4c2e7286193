# expected: godwit_add_migrations(shop_migrations): DIRECTORY is missing
godwit_add_migrations(shop_migrations DIALECT sqlite)
