# expected: embedding migrations needs Python 3.9 or newer, and none was found
# expected: the target shop_migrations-pregenerate writes them
set(Python3_EXECUTABLE /nowhere/python3)
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite PREGENERATED generated)
