# expected: godwit_add_migrator(shop-migrate): TARGET_PREFIX needs TARGETS
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrator(shop-migrate
  MIGRATIONS shop_migrations TARGET_PREFIX shop)
