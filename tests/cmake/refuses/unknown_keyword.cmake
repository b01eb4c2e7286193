# expected: godwit_add_migrations(shop_migrations): unknown argument: DIALEKT (did you mean DIALECT?)
# never: sqlite
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALEKT sqlite)
