# expected: godwit_add_migrator(shop-migrate): WITHOUT rest is no command that can be left out; there are plan, up, down
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migrations WITHOUT rest)
