# expected: godwit_add_migrator(shop-migrate): shop_migrations and more_migrations are both for sqlite; an executor carries one set for each dialect
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrations(more_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migrations more_migrations)
