// SPDX-License-Identifier: BSL-1.0
#include "cli/database_url.h"

#include <fmt/format.h>
#include <godwit/connection.h>

#include <string_view>
#include <utility>

#include "base/errors.h"

namespace godwit::cli {
namespace {

std::vector<EmbeddedSet> sets_for(Sets sets, Dialect dialect) {
  std::vector<EmbeddedSet> result;
  for (const EmbeddedSet set : sets) {
    if (set.dialect() == dialect) result.push_back(set);
  }
  return result;
}

std::string_view example_url(Dialect dialect) {
  return dialect == Dialect::postgresql ? "postgresql://user@host/name"
                                        : "sqlite:path";
}

Error no_database(Sets sets) {
  std::string examples;
  for (const Dialect dialect : {Dialect::postgresql, Dialect::sqlite}) {
    if (sets_for(sets, dialect).empty()) continue;
    examples += fmt::format("{}{}", examples.empty() ? "" : " or ",
                            example_url(dialect));
  }
  return make_error(
      ErrorCode::invalid_argument, "no database is named",
      fmt::format("set DATABASE_URL or give --database-url, such as {}",
                  examples));
}

Error no_set_for(Dialect dialect, Sets sets) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the URL names a {} database, for which this executor "
                  "carries no migrations",
                  to_string(dialect)),
      fmt::format("it carries {}", command::names_of(sets)));
}

// One setting of a libpq connection string, quoted as its manual says:
// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
std::string setting(std::string_view key, std::string_view value) {
  std::string text = fmt::format("{}='", key);
  for (const char character : value) {
    if (character == '\'' || character == '\\') text += '\\';
    text += character;
  }
  return text + "' ";
}

// Empty: the variables name no database. A user or a password alone could be
// meant for anything.
std::string connection_string(const Variables& environment) {
  if (value_of(environment, "DB_HOST").empty() &&
      value_of(environment, "DB_NAME").empty()) {
    return {};
  }
  std::string text;
  for (const auto& [key, name] : {std::pair{"host", "DB_HOST"},
                                  {"port", "DB_PORT"},
                                  {"dbname", "DB_NAME"},
                                  {"user", "DB_USER"},
                                  {"password", "DB_PASSWORD"}}) {
    const std::string_view value = value_of(environment, name);
    if (!value.empty()) text += setting(key, value);
  }
  text.pop_back();
  return text;
}

Result<Target> target_of(std::string url, Sets sets) {
  Result<Dialect> dialect = dialect_of(url);
  if (!dialect) return std::move(dialect).error();
  std::vector<EmbeddedSet> fitting = sets_for(sets, *dialect);
  if (fitting.empty()) return no_set_for(*dialect, sets);
  return Target{
      .url = std::move(url), .dialect = *dialect, .sets = std::move(fitting)};
}

}  // namespace

Result<Target> choose_target(Sets sets,
                             const std::optional<std::string>& option,
                             const Variables& environment) {
  if (option) return target_of(*option, sets);
  const std::string_view url = value_of(environment, "DATABASE_URL");
  if (!url.empty()) return target_of(std::string(url), sets);
  std::vector<EmbeddedSet> postgresql = sets_for(sets, Dialect::postgresql);
  std::string parts = connection_string(environment);
  if (!postgresql.empty() && !parts.empty()) {
    return Target{.url = std::move(parts),
                  .dialect = Dialect::postgresql,
                  .sets = std::move(postgresql)};
  }
  for (const EmbeddedSet set : sets) {
    if (!set.default_url().empty()) {
      return target_of(std::string(set.default_url()), sets);
    }
  }
  return no_database(sets);
}

}  // namespace godwit::cli
