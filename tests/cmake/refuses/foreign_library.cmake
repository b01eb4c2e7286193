# expected: godwit_add_migrator(shop-migrate): shop was not made by godwit_add_migrations()
add_library(shop INTERFACE)
godwit_add_migrator(shop-migrate MIGRATIONS shop)
