# expected: godwit_add_migrations(shop_migrations): DIALECT is missing
godwit_add_migrations(shop_migrations DIRECTORY migrations)
