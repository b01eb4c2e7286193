# expected: godwit_add_migrations(shop_migrations): unknown EMBED array; auto, literal and incbin are known
godwit_add_migrations(shop_migrations
  DIRECTORY migrations DIALECT sqlite EMBED array)
