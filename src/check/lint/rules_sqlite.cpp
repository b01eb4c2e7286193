// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "check/lint/pragma.h"
#include "check/lint/rule.h"
#include "sql/libsql_pragmas.h"

namespace godwit::check {
namespace {

// Whether SQLite has to compute the value: it takes a literal, with a sign or
// in parentheses, for a constant.
bool calculated(const Expression& value) {
  std::string_view text = value.text;
  if (!value.calls.empty() || text.starts_with("current_")) return true;
  if (!text.starts_with("( ")) return false;
  while (text.starts_with("( ")) text = text.substr(2, text.size() - 4);
  if (text.starts_with("- ") || text.starts_with("+ ")) text.remove_prefix(2);
  return !text.starts_with('\'') && text.find(' ') != text.npos;
}

bool is_null(const Column& column) {
  return !column.default_value || column.default_value->text == "null" ||
         column.default_value->text == "( null )";
}

void refused(const Half&, const Fact& fact, Report& report) {
  const auto* add = as<AddColumn>(fact);
  if (add == nullptr) return;
  if (!add->column.primary_key && !add->column.unique) return;
  report.add(fact.offset,
             fmt::format("SQLite refuses to add a {} column",
                         add->column.unique ? "UNIQUE" : "PRIMARY KEY"),
             add->column.unique
                 ? "add it without UNIQUE, and CREATE UNIQUE INDEX on it"
                 : "make a new table and copy the rows");
}

// SQLite asks this only while foreign keys are on, which Godwit switches off
// for scripts in a transaction.
bool refers_with_value(const Half& half, const Column& column) {
  return !half.script.transactional && column.references && !is_null(column);
}

std::string refused_with_rows(const Half& half, const Column& column) {
  if (column.generated == Generated::stored) {
    return "a stored generated column";
  }
  if (column.not_null && is_null(column) && column.generated == Generated::no) {
    return "a NOT NULL column without a default";
  }
  if (column.default_value && calculated(*column.default_value)) {
    return "a column whose default is calculated";
  }
  if (refers_with_value(half, column)) {
    return "a column with REFERENCES and a default";
  }
  return "";
}

void needs_empty_table(const Half& half, const Fact& fact, Report& report) {
  const auto* add = as<AddColumn>(fact);
  if (add == nullptr || !half.existing(add->table)) return;
  const std::string what = refused_with_rows(half, add->column);
  if (what.empty()) return;
  report.add(fact.offset,
             fmt::format("SQLite refuses to add {} where \"{}\" has rows", what,
                         to_string(add->table)),
             "give it a constant default, or make a new table and copy the "
             "rows");
}

void foreign_keys_pragma(const Half& half, const Fact& fact, Report& report) {
  const auto* pragma = as<Pragma>(fact);
  if (pragma == nullptr || pragma->name != "foreign_keys") return;
  if (pragma->value.empty() || !half.script.transactional) return;
  report.add(fact.offset,
             "PRAGMA foreign_keys has no effect inside a transaction",
             "leave it out: Godwit switches foreign keys off for the script "
             "and checks them before it commits");
}

/// What happens to the database between a pragma and the next VACUUM.
struct UntilVacuum {
  bool vacuums = false;
  bool wal = false;
};

UntilVacuum until_vacuum(const Half& half, const Fact& from) {
  UntilVacuum until{.wal = half.schema.uses_wal()};
  for (const Fact& fact : half.facts) {
    if (fact.offset <= from.offset) continue;
    const auto* only = as<SqliteOnly>(fact);
    until.vacuums = only != nullptr && only->command == "VACUUM";
    if (until.vacuums) break;
    const auto* pragma = as<Pragma>(fact);
    if (pragma != nullptr && sets_journal(*pragma)) until.wal = is_wal(*pragma);
  }
  return until;
}

void needs_vacuum(const Fact& fact, const std::string& name, Report& report) {
  report.add(fact.offset,
             fmt::format("PRAGMA {} has no effect without a VACUUM after it, "
                         "since the database has tables already",
                         name),
             "mark the script -- godwit: no-transaction, and put VACUUM after "
             "it");
}

void page_size(const Half& half, const Fact& fact, Report& report) {
  const UntilVacuum until = until_vacuum(half, fact);
  if (!until.vacuums) return needs_vacuum(fact, "page_size", report);
  if (!until.wal) return;
  report.add(fact.offset,
             "PRAGMA page_size has no effect: in WAL mode, VACUUM keeps the "
             "size of pages",
             "put PRAGMA journal_mode = DELETE before it, and PRAGMA "
             "journal_mode = WAL behind the VACUUM");
}

// Where it is on, the other way of it can be chosen at any time.
void auto_vacuum(const Half& half, const Fact& fact, bool off, Report& report) {
  if (!off && half.schema.vacuums_by_itself()) return;
  if (until_vacuum(half, fact).vacuums) return;
  needs_vacuum(fact, "auto_vacuum", report);
}

void encoding(const Fact& fact, Report& report) {
  report.add(fact.offset,
             "PRAGMA encoding has no effect, since the database has tables "
             "already",
             "choose it where the application makes the file, before the first "
             "migration");
}

// Each statement of such a script is a transaction.
void defers_keys(const Half& half, const Fact& fact, Report& report) {
  if (half.in_transaction(fact)) return;
  report.add(fact.offset,
             "PRAGMA defer_foreign_keys holds until the end of its "
             "transaction, and this script has none, so it has no effect",
             "put it, and what it is for, between BEGIN and COMMIT");
}

// Before a migration runs, the tables of the history have been made.
void without_effect(const Half& half, const Fact& fact, Report& report) {
  const auto* pragma = as<Pragma>(fact);
  if (pragma == nullptr || pragma->value.empty()) return;
  if (pragma->name == "defer_foreign_keys") {
    return defers_keys(half, fact, report);
  }
  if (pragma->name == "page_size") return page_size(half, fact, report);
  if (pragma->name == "auto_vacuum") {
    return auto_vacuum(half, fact, switches_auto_vacuum_off(*pragma), report);
  }
  // UTF-8 is what it is anyway.
  const bool utf16 = pragma->value.find("16") != std::string::npos;
  if (pragma->name == "encoding" && utf16) encoding(fact, report);
}

void unknown_pragma(const Half&, const Fact& fact, Report& report) {
  const auto* pragma = as<Pragma>(fact);
  if (pragma == nullptr || is_known(*pragma)) return;
  const std::string near = pragma_suggestion(*pragma);
  report.add(fact.offset,
             fmt::format("SQLite has no PRAGMA {}, and takes it without a word",
                         pragma->name),
             near.empty() ? "correct the name, or leave it out" : near);
}

void connection_pragma(const Half&, const Fact& fact, Report& report) {
  const auto* pragma = as<Pragma>(fact);
  if (pragma == nullptr || !is_of_connection(*pragma)) return;
  report.add(
      fact.offset,
      fmt::format("PRAGMA {} holds for the connection that migrates, and "
                  "for no other",
                  pragma->name),
      "set it where the application opens the database");
}

void legacy_alter_table(const Half&, const Fact& fact, Report& report) {
  const auto* pragma = as<Pragma>(fact);
  if (pragma == nullptr || pragma->name != "legacy_alter_table") return;
  if (pragma->value.empty()) return;
  report.add(fact.offset,
             "with legacy_alter_table a rename leaves triggers and views that "
             "name the old table",
             "drop those before the rename and make them again after it");
}

std::string not_in_libsql(const Fact& fact) {
  if (const auto* only = as<SqliteOnly>(fact)) return only->command;
  const auto* pragma = as<Pragma>(fact);
  const bool refused =
      pragma != nullptr &&
      sql::libsql_refuses_pragma(pragma->name, !pragma->value.empty());
  return refused ? "PRAGMA " + pragma->name : "";
}

void libsql(const Half&, const Fact& fact, Report& report) {
  const std::string command = not_in_libsql(fact);
  if (command.empty()) return;
  report.add(fact.offset, fmt::format("libSQL servers refuse {}", command),
             "leave it out");
}

void misread_name(const Half& half, Report& report) {
  for (const MisreadName& name : half.misread) {
    if (name.script != &half.script) continue;
    report.add(name.offset,
               fmt::format("nothing is called {} here, so SQLite takes it for "
                           "a string",
                           name.text),
               "correct the name; a string is written in single quotes");
  }
}

}  // namespace

std::span<const Rule> sqlite_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"double-quoted-string", sqlite, RuleLevel::warning,
        "a name in double quotes that SQLite takes for a string"},
       nullptr,
       misread_name,
       Halves::both},
      {{"add-column-refused", sqlite, RuleLevel::error,
        "a form of ADD COLUMN that SQLite does not have"},
       refused,
       nullptr,
       Halves::both},
      {{"add-column-needs-empty-table", sqlite, RuleLevel::warning,
        "a form of ADD COLUMN that SQLite refuses where there are rows"},
       needs_empty_table},
      {{"foreign-keys-pragma", sqlite, RuleLevel::off,
        "PRAGMA foreign_keys inside a transaction has no effect"},
       foreign_keys_pragma,
       nullptr,
       Halves::both},
      {{"pragma-without-effect", sqlite, RuleLevel::warning,
        "PRAGMA page_size, auto_vacuum or encoding where SQLite ignores it"},
       without_effect,
       nullptr,
       Halves::both},
      {{"unknown-pragma", sqlite, RuleLevel::warning,
        "a PRAGMA that SQLite does not have, and so ignores"},
       unknown_pragma,
       nullptr,
       Halves::both},
      {{"connection-pragma", sqlite, RuleLevel::warning,
        "a PRAGMA that only the connection of the migration gets"},
       connection_pragma,
       nullptr,
       Halves::both},
      {{"legacy-alter-table", sqlite, RuleLevel::warning,
        "renames that leave triggers and views behind"},
       legacy_alter_table,
       nullptr,
       Halves::both},
      {{"not-in-libsql", sqlite, RuleLevel::off,
        "a statement that libSQL servers refuse"},
       libsql,
       nullptr,
       Halves::both},
  };
  return rules;
}

}  // namespace godwit::check
