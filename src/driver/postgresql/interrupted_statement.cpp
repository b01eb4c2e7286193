// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/interrupted_statement.h"

#include <fmt/format.h>

#include <utility>

#include "driver/postgresql/exchange.h"
#include "driver/postgresql/plain_name.h"
#include "sql/words.h"

namespace godwit::driver::postgresql {
namespace {

using Fate = InterruptedStatement::Fate;
using sql::is_word;
using sql::Words;

InterruptedStatement unknown(std::string why) {
  return {.fate = Fate::unknown, .why = std::move(why)};
}

InterruptedStatement once_more(std::string clean_up = {}) {
  return {.fate = Fate::not_done, .clean_up = std::move(clean_up)};
}

constexpr InterruptedStatement done() { return {.fate = Fate::done}; }

void skip(Words& words, std::string_view optional) {
  while (!optional.empty()) {
    const std::size_t size = std::min(optional.find(' '), optional.size());
    Words ahead = words;
    if (!is_word(ahead.next(), optional.substr(0, size))) return;
    words = ahead;
    optional.remove_prefix(std::min(size + 1, optional.size()));
  }
}

// "shop.order" as it is written.
std::string qualified_name(Words& words) {
  std::string name(words.next());
  while (Words(words).next() == ".") {
    words.next();
    name.append(".").append(words.next());
  }
  return name;
}

// Found along the search_path of the script; absent: there is none.
Result<std::optional<std::string>> oid_of(PGconn* connection,
                                          const std::string& name) {
  const Query query{"SELECT pg_catalog.to_regclass($1)::pg_catalog.oid",
                    {name}};
  auto sql = inline_parameters(connection, query);
  if (!sql) return std::move(sql).error();
  const auto rows = ask_unpinned(connection, *sql);
  if (!rows) return rows.error();
  return rows->front()[0];
}

Result<Rows> ask_with(PGconn* connection, const Query& query) {
  auto sql = inline_parameters(connection, query);
  if (!sql) return std::move(sql).error();
  return ask(connection, *sql);
}

class Look {
 public:
  Look(PGconn* connection, std::string_view statement)
      : connection_(connection), words_(statement, Dialect::postgresql) {}

  Result<InterruptedStatement> fate() {
    const std::string_view verb = words_.next();
    if (is_word(verb, "CREATE")) return of_create();
    if (is_word(verb, "DROP")) return of_drop();
    if (is_word(verb, "ALTER")) return of_alter();
    for (const std::string_view harmless :
         {"VACUUM", "REINDEX", "CLUSTER", "ANALYZE", "CHECKPOINT", "DISCARD"}) {
      if (is_word(verb, harmless)) return once_more();
    }
    return unknown("what it has done cannot be seen from outside");
  }

 private:
  Result<InterruptedStatement> of_create() {
    std::string_view what = words_.next();
    if (is_word(what, "UNIQUE")) what = words_.next();
    if (is_word(what, "INDEX")) return of_create_index();
    return of_shared_object(what, true);
  }

  Result<InterruptedStatement> of_drop() {
    const std::string_view what = words_.next();
    if (!is_word(what, "INDEX")) return of_shared_object(what, false);
    skip(words_, "CONCURRENTLY");
    skip(words_, "IF EXISTS");
    const auto oid = oid_of(connection_, qualified_name(words_));
    if (!oid) return oid.error();
    return *oid ? once_more() : done();
  }

  Result<InterruptedStatement> of_alter() {
    const std::string_view what = words_.next();
    if (is_word(what, "SYSTEM") || is_word(what, "DATABASE")) {
      return once_more();
    }
    return is_word(what, "TABLE") ? of_detach()
                                  : unknown("it may have been carried out");
  }

  // CREATE INDEX CONCURRENTLY [IF NOT EXISTS] name ON [ONLY] table …
  Result<InterruptedStatement> of_create_index() {
    skip(words_, "CONCURRENTLY");
    skip(words_, "IF NOT EXISTS");
    const std::string_view name = words_.next();
    if (is_word(name, "ON")) {
      return unknown("the server has named the index, if there is one");
    }
    words_.next();  // ON
    skip(words_, "ONLY");
    const auto table = oid_of(connection_, qualified_name(words_));
    if (!table) return table.error();
    if (!*table) return once_more();
    const auto found = ask_with(
        connection_,
        {"SELECT indisvalid, format('%I.%I', nspname, relname) FROM pg_index "
         "JOIN pg_class ON pg_class.oid = indexrelid "
         "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
         "WHERE indrelid = $1::oid AND relname = $2",
         {*table, plain_name(name)}});
    if (!found) return found.error();
    if (found->empty()) return once_more();
    if (found->front()[0] == "t") return done();
    return once_more("DROP INDEX CONCURRENTLY " + *found->front()[1]);
  }

  // What the whole cluster shares.
  Result<InterruptedStatement> of_shared_object(std::string_view what,
                                                bool created) {
    struct Catalog {
      std::string_view word;
      std::string_view query;
    };
    constexpr Catalog catalogs[] = {
        {"DATABASE", "SELECT 1 FROM pg_database WHERE datname = $1"},
        {"TABLESPACE", "SELECT 1 FROM pg_tablespace WHERE spcname = $1"},
        {"SUBSCRIPTION", "SELECT 1 FROM pg_subscription WHERE subname = $1"},
    };
    for (const Catalog& catalog : catalogs) {
      if (!is_word(what, catalog.word)) continue;
      skip(words_, "IF EXISTS");
      const auto found = ask_with(connection_, {std::string(catalog.query),
                                                {plain_name(words_.next())}});
      if (!found) return found.error();
      return found->empty() != created ? done() : once_more();
    }
    return unknown("what it has done cannot be seen from outside");
  }

  // ALTER TABLE … DETACH PARTITION name CONCURRENTLY: two transactions.
  Result<InterruptedStatement> of_detach() {
    for (auto word = words_.next(); !word.empty(); word = words_.next()) {
      if (is_word(word, "PARTITION")) break;
    }
    const auto partition = oid_of(connection_, qualified_name(words_));
    if (!partition) return partition.error();
    const auto found = ask_with(
        connection_,
        {"SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = $1::oid",
         {*partition}});
    if (!found) return found.error();
    if (found->empty()) return done();
    if (found->front()[0] != "t") return once_more();
    return unknown(
        "the partition is half detached, which ALTER TABLE … DETACH PARTITION "
        "… FINALIZE ends");
  }

  PGconn* connection_;
  Words words_;
};

}  // namespace

Result<InterruptedStatement> look_at(PGconn* connection,
                                     std::string_view statement) {
  return Look(connection, statement).fate();
}

}  // namespace godwit::driver::postgresql
