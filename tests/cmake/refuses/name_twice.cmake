# expected: godwit_add_migrations(shop_migrations): there is a target of this name already, made in
# expected: give the library another name
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
