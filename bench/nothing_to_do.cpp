// SPDX-License-Identifier: BSL-1.0
//
// What an application adds to its start by asking Godwit whether something is
// pending.

#include <corpus_trigger_dev.h>
#include <godwit/godwit.h>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: nothing_to_do <database url>\n";
    return 2;
  }
  auto connection = godwit::connect(argv[1]);
  if (!connection) {
    std::cerr << to_string(connection.error()) << '\n';
    return 1;
  }
  godwit::Migrator migrator(*connection, corpus_trigger_dev::all());
  const godwit::RunReport report = migrator.up();
  return report.ok() && report.done.empty() ? 0 : 1;
}
