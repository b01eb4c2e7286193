# expected: godwit_add_migrations(shop_migrations): unknown DIALECT mysql; postgresql and sqlite are known
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT mysql)
