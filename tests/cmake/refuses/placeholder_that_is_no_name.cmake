# expected: PLACEHOLDERS 1st=a is not of the form <name> or <name>=<default>, in one line
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite PLACEHOLDERS 1st=a)
