# expected: godwit_add_migrations(shop_migrations): CHECK syntax is not possible for postgresql, because this Godwit was built without libpg_query
set_target_properties(Godwit::tool PROPERTIES GODWIT_POSTGRESQL_GRAMMAR "")
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT postgresql CHECK syntax)
