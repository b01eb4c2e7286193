# expected: godwit_add_migrations(shop_migrations): embedding migrations needs Python 3.9 or newer, and none was found
set(Python3_EXECUTABLE /nowhere/python3)
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite)
