// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <span>

#include "sql/option_list.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

using enum TransactionEffect;

/// Looks at what stands behind the head of a statement.
using Test = bool (*)(Words words);

struct Rule {
  TransactionEffect effect;
  /// The words that the statement begins with.
  std::string_view head;
  /// Null: whatever comes after the head.
  Test fits = nullptr;
  /// Empty: the head.
  std::string_view name = {};
};

bool contains(Words words, std::string_view wanted) {
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (words.at_word() && is_word(text, wanted)) return true;
  }
  return false;
}

// ROLLBACK [WORK] TO [SAVEPOINT] a
bool goes_to_savepoint(Words words) { return contains(words, "TO"); }

bool is_concurrent(Words words) { return contains(words, "CONCURRENTLY"); }

// The database itself may be called so.
bool moves_to_tablespace(Words words) {
  words.next();
  return contains(words, "TABLESPACE");
}

// REINDEX [(option [value], …)] kind [CONCURRENTLY] name
struct Reindex {
  std::string_view kind = {};
  bool concurrently = false;
};

Reindex read_reindex(Words words) {
  Reindex reindex{.kind = words.next()};
  if (reindex.kind == "(") {
    reindex.concurrently =
        boolean_option(words, "CONCURRENTLY").value_or(false);
    skip_option_list(words);
    reindex.kind = words.next();
  }
  if (is_word(words.next(), "CONCURRENTLY")) reindex.concurrently = true;
  return reindex;
}

bool reindexes_concurrently(Words words) {
  return read_reindex(words).concurrently;
}
bool reindexes_schema(Words words) {
  return is_word(read_reindex(words).kind, "SCHEMA");
}
bool reindexes_database(Words words) {
  return is_word(read_reindex(words).kind, "DATABASE");
}
bool reindexes_system(Words words) {
  return is_word(read_reindex(words).kind, "SYSTEM");
}

bool makes_replication_slot(Words words) {
  return with_option(words, "CREATE_SLOT").value_or(true) &&
         with_option(words, "CONNECT").value_or(true);
}

// s REFRESH PUBLICATION …
bool refreshes(Words words) {
  words.next();
  return is_word(words.next(), "REFRESH");
}

// s SET|ADD|DROP PUBLICATION p [WITH (refresh [= value], …)]
bool refreshes_by_the_way(Words words) {
  words.next();
  const std::string_view verb = words.next();
  const bool changes =
      is_word(verb, "SET") || is_word(verb, "ADD") || is_word(verb, "DROP");
  return changes && is_word(words.next(), "PUBLICATION") &&
         with_option(words, "REFRESH").value_or(true);
}

// s SET (option = value, …), of which these change the slot of the publisher.
bool changes_replication_slot(Words words) {
  words.next();
  if (!is_word(words.next(), "SET") || words.next() != "(") return false;
  return boolean_option(words, "FAILOVER") ||
         boolean_option(words, "TWO_PHASE");
}

// The first that fits decides. Measured with 15; what came later is from the
// sources of 18. Partitioned tables are not known by their names: of those
// REINDEX and CLUSTER are refused, too.
constexpr Rule postgresql_rules[] = {
    {begins, "BEGIN"},
    {begins, "START TRANSACTION"},
    {refuses_it, "COMMIT PREPARED"},
    {refuses_it, "ROLLBACK PREPARED"},
    {ends, "COMMIT"},
    {ends, "END"},
    {ends, "ABORT"},
    {none, "ROLLBACK", goes_to_savepoint},
    {ends, "ROLLBACK"},
    {ends, "PREPARE TRANSACTION"},
    {refuses_it, "VACUUM"},
    {refuses_it, "CREATE DATABASE"},
    {refuses_it, "DROP DATABASE"},
    {refuses_it, "ALTER DATABASE", moves_to_tablespace,
     "ALTER DATABASE SET TABLESPACE"},
    {refuses_it, "CREATE TABLESPACE"},
    {refuses_it, "DROP TABLESPACE"},
    {refuses_it, "ALTER SYSTEM"},
    {refuses_it, "CREATE INDEX CONCURRENTLY"},
    {refuses_it, "CREATE UNIQUE INDEX CONCURRENTLY"},
    {refuses_it, "DROP INDEX CONCURRENTLY"},
    {refuses_it, "REINDEX", reindexes_concurrently, "REINDEX CONCURRENTLY"},
    {refuses_it, "REINDEX", reindexes_schema, "REINDEX SCHEMA"},
    {refuses_it, "REINDEX", reindexes_database, "REINDEX DATABASE"},
    {refuses_it, "REINDEX", reindexes_system, "REINDEX SYSTEM"},
    {refuses_it, "ALTER TABLE", is_concurrent,
     "ALTER TABLE DETACH PARTITION CONCURRENTLY"},
    {refuses_it, "DISCARD ALL"},
    {refuses_it, "CREATE SUBSCRIPTION", makes_replication_slot},
    {refuses_it, "DROP SUBSCRIPTION"},
    {refuses_it, "ALTER SUBSCRIPTION", refreshes, "ALTER SUBSCRIPTION REFRESH"},
    {refuses_it, "ALTER SUBSCRIPTION", refreshes_by_the_way,
     "ALTER SUBSCRIPTION with refresh"},
    {refuses_it, "ALTER SUBSCRIPTION", changes_replication_slot,
     "ALTER SUBSCRIPTION SET (failover, two_phase)"},
};

// Measured with 3.40 inside BEGIN IMMEDIATE. ATTACH is allowed, DETACH says
// that the database is locked.
constexpr Rule sqlite_rules[] = {
    {begins, "BEGIN"},      {ends, "COMMIT"},
    {ends, "END"},          {none, "ROLLBACK", goes_to_savepoint},
    {ends, "ROLLBACK"},     {refuses_it, "VACUUM"},
    {refuses_it, "DETACH"},
};

bool fits(const Rule& rule, Words words) {
  return begins_with(words, rule.head) &&
         (rule.fits == nullptr || rule.fits(words));
}

std::string_view first_word(std::string_view head) {
  return head.substr(0, head.find(' '));
}

TransactionCommand find(std::span<const Rule> rules, const Words& words) {
  const std::string_view first = Words(words).next();
  for (const Rule& rule : rules) {
    if (!is_word(first, first_word(rule.head)) || !fits(rule, words)) continue;
    return {rule.effect, rule.name.empty() ? rule.head : rule.name};
  }
  return {};
}

// Without a table CLUSTER takes all of them, one transaction each. Its options
// may stand in parentheses or not.
bool is_cluster_of_all(Words words) {
  if (!is_word(words.next(), "CLUSTER")) return false;
  bool options = false;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (text == "(" || text == ")") options = text == "(";
    const bool name = words.at_name() && !is_word(text, "VERBOSE");
    if (name && !options) return false;
  }
  return true;
}

struct Pragma {
  std::string_view name = {};
  std::string_view value = {};
};

// PRAGMA [schema.]name [= value | (value)]
Pragma read_pragma(Words& words) {
  Pragma pragma{.name = words.next()};
  std::string_view text = words.next();
  if (text == ".") {
    pragma.name = words.next();
    text = words.next();
  }
  if (text == "=" || text == "(") pragma.value = words.next();
  return pragma;
}

bool is_wal(std::string_view value) {
  if (value.size() == 5) value = value.substr(1, 3);  // in quotes
  return is_word(value, "WAL");
}

// Measured with 3.40: an error, or for the journal after a write silence and
// no change. Only out of WAL it depends on the database whether
// another journal_mode is refused, so those pass.
TransactionCommand pragma_command(Words words) {
  if (!is_word(words.next(), "PRAGMA")) return {};
  const Pragma pragma = read_pragma(words);
  if (is_word(pragma.name, "JOURNAL_MODE") && is_wal(pragma.value)) {
    return {refuses_it, "PRAGMA journal_mode = WAL"};
  }
  if (is_word(pragma.name, "SYNCHRONOUS") && !pragma.value.empty()) {
    return {refuses_it, "PRAGMA synchronous"};
  }
  if (is_word(pragma.name, "WAL_CHECKPOINT")) {
    return {refuses_it, "PRAGMA wal_checkpoint"};
  }
  return {};
}

TransactionCommand postgresql_command(const Words& words) {
  if (is_cluster_of_all(words)) return {refuses_it, "CLUSTER"};
  return find(postgresql_rules, words);
}

TransactionCommand sqlite_command(const Words& words) {
  const TransactionCommand pragma = pragma_command(words);
  return pragma.effect != none ? pragma : find(sqlite_rules, words);
}

}  // namespace

TransactionCommand transaction_command(std::string_view statement,
                                       Dialect dialect) {
  const Words words(statement, dialect);
  const TransactionCommand command = dialect == Dialect::postgresql
                                         ? postgresql_command(words)
                                         : sqlite_command(words);
  return command.effect == none ? TransactionCommand{} : command;
}

TransactionEffect transaction_effect(std::string_view statement,
                                     Dialect dialect) {
  return transaction_command(statement, dialect).effect;
}

}  // namespace godwit::sql
