# expected: godwit_add_migrator(shop-migrate): STATIC is possible with SQLite alone
# expected: GODWIT_WITH_POSTGRESQL switched off
set_target_properties(Godwit::godwit PROPERTIES
  GODWIT_DIALECTS "postgresql;sqlite")
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrator(shop-migrate MIGRATIONS shop_migrations STATIC)
