# expected: godwit_add_migrations(shop_migrations): no such DIRECTORY:
# expected: /migration
godwit_add_migrations(shop_migrations DIRECTORY migration DIALECT sqlite)
