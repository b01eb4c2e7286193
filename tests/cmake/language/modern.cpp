#include <godwit/godwit.h>
#include <shop_migrations.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto connection = godwit::connect(argv[1]).value();
  const godwit::RunReport report =
      godwit::Migrator(connection, shop_migrations::all()).up().value();
  std::printf("C++%ld: %zu applied\n", __cplusplus, report.done.size());
  return 0;
}
