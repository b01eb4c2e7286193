# expected: godwit_add_migrator(shop-migrate): MIGRATIONS is missing
godwit_add_migrator(shop-migrate TARGETS)
