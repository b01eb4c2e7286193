// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/errors.h"
#include "base/sql_names.h"
#include "driver/postgresql/client_program.h"
#include "sql/statements.h"

namespace godwit::driver::postgresql {
namespace {

Error cannot_be_dumped(std::string_view statement, std::string_view why) {
  Error error = make_error(
      ErrorCode::unsupported,
      fmt::format("pg_dump writes what no migration can do: {}", why),
      "leave the migration that makes it, and those behind it, as they are");
  error.notes.emplace_back(statement.substr(0, statement.find('\n')));
  return error;
}

// pg_dump of 2025 and later fences what psql would take for commands of its
// own, by one of these at the beginning and one at the end.
std::string without_fences(std::string_view text) {
  std::string plain(text);
  const auto remove_line = [&](std::size_t begin) {
    if (begin == plain.npos) return;
    plain.erase(begin + 1, plain.find('\n', begin + 1) - begin);
  };
  const std::size_t last = plain.rfind("\n\\unrestrict ");
  const std::size_t first = plain.find("\n\\restrict ");
  if (first == plain.npos || last == plain.npos || last < first) return plain;
  remove_line(last);
  remove_line(first);
  return plain;
}

bool is_about(std::string_view statement, std::string_view begin) {
  return statement.starts_with(begin);
}

// Of the session; what Godwit sets up itself, or what says nothing new.
bool sets_up_session(std::string_view statement) {
  constexpr std::array settings = {
      "SET statement_timeout = ",
      "SET lock_timeout = ",
      "SET idle_in_transaction_session_timeout = ",
      "SET transaction_timeout = ",
      "SET client_encoding = ",
      "SET standard_conforming_strings = on",
      "SET check_function_bodies = ",
      "SET xmloption = content",
      "SET client_min_messages = ",
      "SET row_security = ",
      "SET default_tablespace = ''",
      "SET default_table_access_method = heap",
      "SET default_with_oids = false",
      "SELECT pg_catalog.set_config('search_path', '', false)"};
  return std::any_of(
      settings.begin(), settings.end(),
      [&](std::string_view setting) { return is_about(statement, setting); });
}

std::string_view what_no_migration_does(std::string_view statement) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> all = {
      {{"SET default_tablespace", "another tablespace"},
       {"SET default_table_access_method", "another access method"},
       {"SET SESSION AUTHORIZATION", "what another role has granted"},
       {"SET ", "a setting of the session"},
       {"BEGIN", "a large object"},
       {"SELECT pg_catalog.lo_", "a large object"},
       {"COPY ", "rows for psql"},
       {"CREATE SUBSCRIPTION", "a subscription"}}};
  for (const auto& [begin, what] : all) {
    if (is_about(statement, begin)) return what;
  }
  return {};
}

/// The role that runs everything, as SQL may name it.
class OwnRole {
 public:
  explicit OwnRole(std::string_view role)
      : plain_(role), quoted_(quoted_name(role)) {}

  bool ends(std::string_view statement, std::string_view before) const {
    return statement.ends_with(fmt::format("{}{}", before, plain_)) ||
           statement.ends_with(fmt::format("{}{}", before, quoted_));
  }

  /// The statement without what makes it about this role alone.
  std::string without(std::string_view statement,
                      std::string_view before) const {
    for (const std::string& name : {plain_, quoted_}) {
      const std::string said = fmt::format("{}{} ", before, name);
      const std::size_t at = statement.find(said);
      if (at == statement.npos) continue;
      std::string rest(statement);
      return rest.replace(at, said.size(), " ");
    }
    return std::string(statement);
  }

 private:
  std::string plain_;
  std::string quoted_;
};

// Whoever applies migrations owns what they make, and an extension says itself
// what it is.
bool says_nothing_new(std::string_view statement, const OwnRole& role) {
  return (is_about(statement, "ALTER ") &&
          role.ends(statement, " OWNER TO ")) ||
         is_about(statement, "COMMENT ON EXTENSION ");
}

bool grants_to(std::string_view statement, const OwnRole& role) {
  const bool grants = is_about(statement, "GRANT ") ||
                      is_about(statement, "REVOKE ") ||
                      is_about(statement, "ALTER DEFAULT PRIVILEGES ");
  return grants &&
         (role.ends(statement, " TO ") || role.ends(statement, " FROM "));
}

bool makes_function(std::string_view statement) {
  return is_about(statement, "CREATE FUNCTION ") ||
         is_about(statement, "CREATE PROCEDURE ");
}

}  // namespace

Result<std::string> run_pg_dump(const ServerPlace& place,
                                std::span<const TableName> without,
                                const StopToken& stop) {
  std::vector<std::string> words = {"pg_dump",
                                    "-w",
                                    "-E",
                                    "UTF8",
                                    "--column-inserts",
                                    "--rows-per-insert",
                                    "500",
                                    "-d",
                                    place.without_secrets()};
  for (const TableName& table : without) {
    words.insert(words.end(), {"-T", quoted_name(table.schema) + '.' +
                                         quoted_name(table.name)});
  }
  auto program = start_client_program(std::move(words), place, stop);
  if (!program) return std::move(program).error();
  program->end_input();
  std::string text;
  while (true) {
    const auto bytes = program->read();
    if (!bytes) return bytes.error();
    if (bytes->empty()) break;
    text += *bytes;
  }
  if (program->succeeded()) return text;
  return client_program_failed("pg_dump", program->complaints());
}

Result<std::vector<std::string>> statements_of_dump(std::string_view text,
                                                    std::string_view role) {
  const std::string plain = without_fences(text);
  const OwnRole own(role);
  std::vector<std::string> statements;
  bool has_functions = false;
  for (const auto [begin, end] :
       sql::split(plain, Dialect::postgresql).ranges) {
    const auto statement = std::string_view(plain).substr(begin, end - begin);
    if (sets_up_session(statement)) continue;
    if (says_nothing_new(statement, own)) continue;
    if (const auto what = what_no_migration_does(statement); !what.empty()) {
      return cannot_be_dumped(statement, what);
    }
    if (grants_to(statement, own)) {
      return cannot_be_dumped(
          statement, "a privilege of the role that runs the migrations");
    }
    // They come before the tables of which those in SQL speak.
    if (makes_function(statement) && !std::exchange(has_functions, true)) {
      statements.emplace_back("SET LOCAL check_function_bodies = false");
    }
    statements.push_back(is_about(statement, "ALTER DEFAULT PRIVILEGES ")
                             ? own.without(statement, " FOR ROLE ")
                             : std::string(statement));
  }
  return statements;
}

}  // namespace godwit::driver::postgresql
