// SPDX-License-Identifier: BSL-1.0
//
// A notebook in one file, which brings its tables up to date by itself, on the
// connection that it uses anyway.
//
//   notes <file>          lists the notes
//   notes <file> <text>   adds a note and lists them

#include <godwit/godwit.h>
#include <notes_migrations.h>
#include <sqlite3.h>

#include <iostream>
#include <memory>

namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* query) const { sqlite3_finalize(query); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Query = std::unique_ptr<sqlite3_stmt, Close>;

Database open(const char* file) {
  sqlite3* database = nullptr;
  sqlite3_open(file, &database);
  return Database(database);
}

/// Where nothing is pending this costs one query.
godwit::Result<void> migrate(sqlite3* database) {
  auto connection = godwit::adopt(database);
  if (!connection) return connection.error();
  godwit::Migrator migrator(*connection, notes_migrations::all());
  const godwit::RunReport report = migrator.up();
  for (const godwit::StepReport& step : report.done) {
    std::cout << "migrated: " << step.name << '\n';
  }
  if (!report.ok()) return *report.error;
  return {};
}

Query prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* query = nullptr;
  sqlite3_prepare_v2(database, sql, -1, &query, nullptr);
  return Query(query);
}

bool add_note(sqlite3* database, const char* text) {
  const Query query = prepare(database, "INSERT INTO note (text) VALUES (?)");
  sqlite3_bind_text(query.get(), 1, text, -1, SQLITE_STATIC);
  return sqlite3_step(query.get()) == SQLITE_DONE;
}

void list_notes(sqlite3* database) {
  const Query query = prepare(database, "SELECT text FROM note ORDER BY id");
  while (sqlite3_step(query.get()) == SQLITE_ROW) {
    std::cout << "- " << sqlite3_column_text(query.get(), 0) << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: notes <file> [text]\n";
    return 2;
  }
  const Database database = open(argv[1]);
  if (const auto migrated = migrate(database.get()); !migrated) {
    std::cerr << to_string(migrated.error()) << '\n';
    return 1;
  }
  if (argc == 3 && !add_note(database.get(), argv[2])) {
    std::cerr << "error: " << sqlite3_errmsg(database.get()) << '\n';
    return 1;
  }
  list_notes(database.get());
  return 0;
}
