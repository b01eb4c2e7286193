# expected: godwit_add_migrations(shop_migrations): NAMESPACE is not a C++ name: shop-migrations
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite NAMESPACE shop-migrations)
