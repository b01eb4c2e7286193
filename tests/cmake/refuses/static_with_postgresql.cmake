# expected: godwit_add_migrator(shop-migrate): STATIC is possible with SQLite alone
# expected: make an executor of its own for shop_migrations
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT postgresql)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migrations STATIC)
