// SPDX-License-Identifier: BSL-1.0
//
// A notebook in the user's own file, of which there may be no other copy: it is
// upgraded so that it is whole whatever happens meanwhile.
//
//   notes <file>          lists the notes
//   notes <file> <text>   adds a note and lists them

#include <godwit/godwit.h>
#include <godwit/rows_sqlite.h>
#include <notes_migrations.h>
#include <notes_schema.h>
#include <sqlite3.h>

#include <iostream>
#include <memory>
#include <string>

namespace {

using notes_migrations::schema::note;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* query) const { sqlite3_finalize(query); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Query = std::unique_ptr<sqlite3_stmt, Close>;

/// A window would show a bar here, and a button that requests the stop.
void show(const godwit::Event& event) {
  using Kind = godwit::Event::Kind;
  if (event.kind == Kind::copying) {
    std::cout << "copying: " << event.done << " of " << event.total
              << std::endl;
  } else if (event.kind == Kind::started) {
    std::cout << "migrating: " << event.step->name << std::endl;
  } else if (event.kind == Kind::checking) {
    std::cout << "checking" << std::endl;
  }
}

/// Where nothing is pending this costs one query, and copies nothing.
godwit::Result<void> upgrade(const std::string& file) {
  godwit::SafeUpgradeOptions options;
  options.migrator.on_event = show;
  const godwit::SafeUpgradeReport report =
      godwit::safe_upgrade("sqlite:" + file, notes_migrations::all(), options);
  if (!report.ok()) return *report.run.error;
  return {};
}

Database open(const char* file) {
  sqlite3* database = nullptr;
  sqlite3_open(file, &database);
  return Database(database);
}

Query prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* query = nullptr;
  sqlite3_prepare_v2(database, sql.c_str(), -1, &query, nullptr);
  return Query(query);
}

bool add_note(sqlite3* database, const char* text) {
  const Query query = prepare(database, "INSERT INTO note (text) VALUES (?)");
  sqlite3_bind_text(query.get(), 1, text, -1, SQLITE_STATIC);
  return sqlite3_step(query.get()) == SQLITE_DONE;
}

/// By the names that the migrations make: a column that one of them removes is
/// an error of the compiler here.
godwit::Result<void> list_notes(sqlite3* database) {
  const Query query = prepare(
      database, std::string(note::select) + " ORDER BY pinned DESC, id");
  while (sqlite3_step(query.get()) == SQLITE_ROW) {
    const auto row = godwit::read_row<note>(query.get());
    if (!row) return row.error();
    std::cout << (row->pinned ? "! " : "- ") << row->text << '\n';
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: notes <file> [text]\n";
    return 2;
  }
  if (const auto upgraded = upgrade(argv[1]); !upgraded) {
    std::cerr << to_string(upgraded.error()) << '\n';
    return 1;
  }
  const Database database = open(argv[1]);
  if (argc == 3 && !add_note(database.get(), argv[2])) {
    std::cerr << "error: " << sqlite3_errmsg(database.get()) << '\n';
    return 1;
  }
  if (const auto listed = list_notes(database.get()); !listed) {
    std::cerr << to_string(listed.error()) << '\n';
    return 1;
  }
  return 0;
}
