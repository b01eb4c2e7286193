# expected: godwit_add_migrations(shop_migrations): no such SNAPSHOT:
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite SNAPSHOT nowhere.sql AT 0001)
