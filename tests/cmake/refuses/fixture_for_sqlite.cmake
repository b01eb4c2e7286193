# expected: godwit_add_migration_tests(shop_migrations): FIXTURE is for PostgreSQL, and shop_migrations is for sqlite
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migration_tests(shop_migrations FIXTURE server)
