# expected: godwit_add_migrations(shop_migrations): a library cannot be STATIC and SHARED; choose one
godwit_add_migrations(shop_migrations STATIC SHARED
  DIRECTORY migrations DIALECT sqlite)
