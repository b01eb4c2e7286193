# expected: godwit_add_migrator(shop-migrate): unknown argument: target-prefix (did you mean TARGET_PREFIX?)
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrator(shop-migrate
  TARGETS target-prefix shop MIGRATIONS shop_migrations)
