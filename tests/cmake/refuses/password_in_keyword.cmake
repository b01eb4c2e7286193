# expected: godwit_add_migrations(shop_migrations): DEFAULT_URL holds a password, which would be compiled into the program
# never: secret
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite
  DEFAULT_URL "host=localhost password=secret")
