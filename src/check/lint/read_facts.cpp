// SPDX-License-Identifier: BSL-1.0
#include "check/lint/read_facts.h"

#include <optional>
#include <utility>

#include "check/lint/cursor.h"
#include "check/lint/statement_readers.h"
#include "check/lint/visit_statements.h"

namespace godwit::check {
namespace {

using Facts = std::vector<Fact>;

// VERBOSE, or options in parentheses. True: FULL or CONCURRENTLY is one.
bool take_options(Cursor& cursor, std::string_view wanted) {
  bool found = cursor.take(wanted);
  if (cursor.take("(")) {
    while (!cursor.done() && !cursor.take(")")) {
      found = found || cursor.at(wanted);
      cursor.step();
    }
  }
  while (cursor.take("VERBOSE") || cursor.take("FREEZE")) continue;
  return found;
}

void read_vacuum(Cursor& cursor, std::size_t begin, Facts& facts) {
  if (!take_options(cursor, "FULL")) return;
  cursor.take("ANALYZE");
  facts.push_back(
      {begin, RewriteTable{cursor.name().value_or(Name{}), "VACUUM FULL"}});
}

void read_cluster(Cursor& cursor, std::size_t begin, Facts& facts) {
  take_options(cursor, "VERBOSE");
  facts.push_back(
      {begin, RewriteTable{cursor.name().value_or(Name{}), "CLUSTER"}});
}

void read_reindex(Cursor& cursor, std::size_t begin, Facts& facts) {
  Reindex reindex{.concurrently = take_options(cursor, "CONCURRENTLY")};
  reindex.of_index = cursor.take("INDEX");
  const bool named = reindex.of_index || cursor.take("TABLE");
  if (!named) cursor.step();  // SCHEMA, DATABASE, SYSTEM
  reindex.concurrently = cursor.take("CONCURRENTLY") || reindex.concurrently;
  if (named) reindex.target = cursor.name().value_or(Name{});
  facts.push_back({begin, std::move(reindex)});
}

void read_refresh(Cursor& cursor, std::size_t begin, Facts& facts) {
  const bool concurrently = cursor.take("CONCURRENTLY");
  auto view = cursor.name();
  if (view)
    facts.push_back({begin, RefreshView{std::move(*view), concurrently}});
}

void read_truncate(Cursor& cursor, std::size_t begin, Facts& facts) {
  cursor.take("TABLE");
  std::vector<Name> tables;
  do {
    cursor.take("ONLY");
    auto table = cursor.name();
    if (!table) return;
    tables.push_back(std::move(*table));
    cursor.take("*");
  } while (cursor.take(","));
  const bool cascade = cursor.skip_to("CASCADE");
  for (Name& table : tables) {
    facts.push_back({begin, Truncate{std::move(table), cascade}});
  }
}

const std::vector<std::string_view>& behind_assignment() {
  static const std::vector<std::string_view> words = {"FROM", "WHERE",
                                                      "RETURNING"};
  return words;
}

// a = 1, (b, c) = (2, 3). Goes to what follows them.
std::vector<std::string> read_assignments(Cursor& cursor) {
  std::vector<std::string> columns;
  do {
    const bool group = cursor.take("(");
    do {
      auto column = cursor.identifier();
      const bool whole = column && (group || cursor.at("="));
      if (whole) columns.push_back(std::move(*column));
    } while (group && cursor.take(","));
    cursor.take(")");
    cursor.take("=");
    cursor.expression(behind_assignment());
  } while (cursor.take(","));
  return columns;
}

void read_change(Cursor& cursor, std::size_t begin, bool deletes,
                 Facts& facts) {
  if (cursor.take("OR")) cursor.step();  // UPDATE OR IGNORE
  cursor.take("ONLY");
  auto table = cursor.name();
  if (!table) return;
  ChangeRows change{.table = std::move(*table), .deletes = deletes};
  if (!deletes && cursor.skip_to("SET")) {
    cursor.take("SET");
    change.columns = read_assignments(cursor);
  }
  if (cursor.skip_to("WHERE")) {
    cursor.take("WHERE");
    change.where = cursor.expression({"RETURNING", "ORDER", "LIMIT"});
  }
  facts.push_back({begin, std::move(change)});
}

void read_update(Cursor& cursor, std::size_t begin, Facts& facts) {
  read_change(cursor, begin, false, facts);
}

void read_delete(Cursor& cursor, std::size_t begin, Facts& facts) {
  read_change(cursor, begin, true, facts);
}

void read_created(Cursor& cursor, std::size_t begin, Facts& facts) {
  auto what = read_create(cursor);
  if (what) facts.push_back({begin, std::move(*what)});
}

void read_call(Cursor& cursor, std::size_t begin, Facts& facts) {
  auto procedure = cursor.name();
  if (procedure) facts.push_back({begin, CallProcedure{std::move(*procedure)}});
}

void read_commit(Cursor&, std::size_t begin, Facts& facts) {
  facts.push_back({begin, EndTransaction{"COMMIT"}});
}

void read_rollback(Cursor&, std::size_t begin, Facts& facts) {
  facts.push_back({begin, EndTransaction{"ROLLBACK"}});
}

void read_lock(Cursor&, std::size_t begin, Facts& facts) {
  facts.push_back({begin, UntilCommit{"LOCK"}});
}

struct Reader {
  /// What the statement begins with; the cursor goes past it.
  std::string_view words;
  void (*read)(Cursor&, std::size_t begin, Facts&);
  std::optional<Dialect> dialect = {};
};

constexpr Reader readers[] = {
    {"CREATE", read_created},
    {"ALTER", read_alter},
    {"DROP", read_drop},
    {"UPDATE", read_update},
    {"DELETE FROM", read_delete},
    {"SET", read_set, Dialect::postgresql},
    {"RESET", read_reset, Dialect::postgresql},
    {"LOCK", read_lock, Dialect::postgresql},
    {"TRUNCATE", read_truncate, Dialect::postgresql},
    {"VACUUM", read_vacuum, Dialect::postgresql},
    {"CLUSTER", read_cluster, Dialect::postgresql},
    {"REINDEX", read_reindex, Dialect::postgresql},
    {"REFRESH MATERIALIZED VIEW", read_refresh, Dialect::postgresql},
    {"CALL", read_call, Dialect::postgresql},
    {"COMMIT", read_commit, Dialect::postgresql},
    {"ROLLBACK", read_rollback, Dialect::postgresql},
    {"PRAGMA", read_pragma, Dialect::sqlite},
};

void read_sqlite_only(const Cursor& cursor, Facts& facts) {
  for (const std::string_view command :
       {"VACUUM INTO", "VACUUM", "ATTACH", "DETACH", "ANALYZE", "CREATE TEMP",
        "CREATE TEMPORARY"}) {
    if (!cursor.at(command)) continue;
    facts.push_back({cursor.here().offset, SqliteOnly{std::string(command)}});
    return;
  }
}

void read_statement(Cursor& cursor, Facts& facts) {
  const std::size_t begin = cursor.here().offset;
  for (const Reader& reader : readers) {
    if (reader.dialect.value_or(cursor.dialect()) != cursor.dialect()) continue;
    if (!cursor.take(reader.words)) continue;
    reader.read(cursor, begin, facts);
    return;
  }
}

void read(Cursor cursor, Facts& facts) {
  if (cursor.dialect() == Dialect::postgresql) {
    read_set_config(cursor, facts);
  } else {
    read_sqlite_only(cursor, facts);
  }
  read_statement(cursor, facts);
}

}  // namespace

std::vector<Fact> read_facts(std::string_view script, StatementRange range,
                             Dialect dialect) {
  Facts facts;
  visit_statements(script, range, dialect,
                   [&](const Cursor& cursor, bool in_block) {
                     const std::size_t before = facts.size();
                     read(cursor, facts);
                     for (std::size_t i = before; i < facts.size(); ++i) {
                       facts[i].in_block = in_block;
                     }
                   });
  return facts;
}

}  // namespace godwit::check
