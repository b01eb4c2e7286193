# expected: godwit_add_migrations(more_migrations): NAMESPACE shop is already that of shop_migrations; give one of them another, or link shop_migrations in both places
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite NAMESPACE shop)
godwit_add_migrations(more_migrations
  DIRECTORY migrations DIALECT sqlite NAMESPACE shop)
