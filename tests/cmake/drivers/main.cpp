// Migrates the database of the URL, or says why not.
#include <godwit/godwit.h>
#include <shop_migrations.h>

#include <cstdio>

int main(int, char** argv) {
  auto connection = godwit::connect(argv[1]);
  if (!connection) {
    std::puts(to_string(connection.error()).c_str());
    return 1;
  }
  const auto report =
      godwit::Migrator(*connection, shop_migrations::all()).up();
  std::printf("applied: %zu\n", report.done.size());
  return report.ok() ? 0 : 1;
}
