# expected: godwit_add_migrations(shop_migrations): CHECK syntax is not possible: this is a cross build and no tool godwit of this machine was found; install Godwit here too, or set GODWIT_HOST_TOOL
set(CMAKE_CROSSCOMPILING ON)
set(ENV{PATH} "")
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite CHECK syntax)
