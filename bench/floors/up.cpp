// SPDX-License-Identifier: BSL-1.0
//
// What an application adds to its start by asking Godwit to migrate.

#include HEADER
#include <godwit/godwit.h>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: up <database url>\n";
    return 2;
  }
  auto connection = godwit::connect(argv[1]);
  if (!connection) {
    std::cerr << to_string(connection.error()) << '\n';
    return 1;
  }
  godwit::Migrator migrator(*connection, SET());
  return migrator.up().ok() ? 0 : 1;
}
