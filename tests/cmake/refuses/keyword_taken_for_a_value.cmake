# expected: godwit_add_migrations(shop_migrations): unknown argument: LINT_ENBALE (did you mean LINT_ENABLE?), check_ (did you mean CHECK?)
godwit_add_migrations(shop_migrations DIRECTORY migrations DIALECT sqlite
  LINT_DISABLE drop-table LINT_ENBALE prefer-text check_ off)
