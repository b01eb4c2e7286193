# expected: godwit_add_migrations(shop_migrations): unknown argument: DIALEKT, sqlite
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALEKT sqlite)
