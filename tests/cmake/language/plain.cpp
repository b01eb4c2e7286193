#include <shop_migrations.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const godwit::Migrated migrated = shop_migrations::migrate(argv[1]);
  std::printf("C++%ld: %zu applied\n", __cplusplus, migrated.applied);
  if (!migrated.ok()) std::fprintf(stderr, "%s\n", migrated.error.c_str());
  return migrated.ok() ? 0 : 1;
}
