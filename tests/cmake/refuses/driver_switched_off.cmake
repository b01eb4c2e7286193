# expected: godwit_add_migrations(shop_migrations): DIALECT postgresql is not possible, because this Godwit was built with GODWIT_WITH_POSTGRESQL switched off
set_property(TARGET Godwit::core PROPERTY GODWIT_DIALECTS sqlite)
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT postgresql)
