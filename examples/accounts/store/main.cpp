// SPDX-License-Identifier: BSL-1.0
//
//   accounts_store <file> <name>   somebody buys something

#include <accounts.h>
#include <store_migrations.h>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: accounts_store <file> <name>\n";
    return 2;
  }
  const auto database = accounts::open(argv[1], store_migrations::all());
  if (!database) {
    std::cerr << to_string(database.error()) << '\n';
    return 1;
  }
  sqlite3* connection = database->get();
  const auto account = accounts::account_of(connection, argv[2]);
  const std::string insert = "INSERT INTO purchase (account_id) VALUES (" +
                             std::to_string(account.value_or(0)) + ")";
  const char* sql = insert.c_str();
  if (!account ||
      sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    std::cerr << "error: " << sqlite3_errmsg(connection) << '\n';
    return 1;
  }
  std::cout << "account " << *account << '\n';
  return 0;
}
