# expected: godwit_add_migrations(shop_migrations): SNAPSHOT schema.sql needs AT <version>, the last migration whose work it has
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite SNAPSHOT schema.sql)
