#include <shop.h>
#include <shop/schema_sqlite_orm.h>

#include <cstdio>

namespace {

using Bytes = std::vector<std::byte>;

// What is bound is what is read.
Bytes there_and_back(const Bytes& bytes) {
  sqlite3* database = nullptr;
  sqlite3_open(":memory:", &database);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, "SELECT $1 WHERE $1 IS NOT NULL", -1, &statement,
                     nullptr);
  sqlite_orm::statement_binder<Bytes>().bind(statement, 1, bytes);
  Bytes read(7);
  if (sqlite3_step(statement) == SQLITE_ROW) {
    read = sqlite_orm::row_extractor<Bytes>().extract(statement, 0);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return read;
}

}  // namespace

int main() {
  const Bytes bytes = {std::byte{0}, std::byte{255}};
  if (there_and_back(bytes) != bytes || !there_and_back({}).empty()) return 2;
  if (sqlite_orm::field_printer<Bytes>()(bytes) != "00ff") return 3;
  if (!shop::migrate("sqlite:shop.db").ok()) return 4;
  auto storage = shop::schema::sqlite_orm_storage("shop.db");
  for (const auto& [table, result] : storage.sync_schema_simulate()) {
    const bool same = result == sqlite_orm::sync_schema_result::already_in_sync;
    std::printf("%s: %s\n", table.c_str(), same ? "the same" : "another");
  }
}
