# expected: godwit_add_migration_tests(shop): shop was not made by godwit_add_migrations()
add_library(shop INTERFACE)
godwit_add_migration_tests(shop)
