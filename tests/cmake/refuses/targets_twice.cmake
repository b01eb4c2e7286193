# expected: godwit_add_migrator(more-migrate): there is a target migrate-up already; keep several executors apart with TARGET_PREFIX
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migrations TARGETS)
godwit_add_migrator(more-migrate MIGRATIONS shop_migrations TARGETS)
