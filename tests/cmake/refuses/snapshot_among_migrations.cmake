# expected: lies in DIRECTORY, where each file is a migration; put it beside the directory
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite SNAPSHOT migrations/0001_create_person.sql AT 0001)
