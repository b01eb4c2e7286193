# expected: godwit_add_migrator(shop-migrate): there is no library shop_migration
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migration)
