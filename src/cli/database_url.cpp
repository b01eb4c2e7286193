// SPDX-License-Identifier: BSL-1.0
#include "cli/database_url.h"

#include <fmt/format.h>
#include <godwit/connection.h>

#include <string_view>
#include <utility>

#include "base/errors.h"

namespace godwit::cli {
namespace {

const EmbeddedSet* set_for(Sets sets, Dialect dialect) {
  for (const EmbeddedSet* set : sets) {
    if (set->dialect == dialect) return set;
  }
  return nullptr;
}

std::string_view example_url(Dialect dialect) {
  return dialect == Dialect::postgresql ? "postgresql://user@host/name"
                                        : "sqlite:path";
}

Error no_database(Sets sets) {
  std::string examples;
  for (const EmbeddedSet* set : sets) {
    examples += fmt::format("{}{}", examples.empty() ? "" : " or ",
                            example_url(set->dialect));
  }
  return make_error(
      ErrorCode::invalid_argument, "no database is named",
      fmt::format("set DATABASE_URL or give --database-url, such as {}",
                  examples));
}

Error no_set_for(Dialect dialect, Sets sets) {
  std::string carried;
  for (const EmbeddedSet* set : sets) {
    carried += fmt::format("{}{} ({})", carried.empty() ? "" : " and ",
                           set->name, to_string(set->dialect));
  }
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the URL names a {} database, for which this executor "
                  "carries no migrations",
                  to_string(dialect)),
      fmt::format("it carries {}", carried));
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
  const EmbeddedSet* set = set_for(sets, *dialect);
  if (set == nullptr) return no_set_for(*dialect, sets);
  return Target{.url = std::move(url), .set = set};
}

}  // namespace

Result<Target> choose_target(Sets sets,
                             const std::optional<std::string>& option,
                             const Variables& environment) {
  if (option) return target_of(*option, sets);
  const std::string_view url = value_of(environment, "DATABASE_URL");
  if (!url.empty()) return target_of(std::string(url), sets);
  const EmbeddedSet* postgresql = set_for(sets, Dialect::postgresql);
  std::string parts = connection_string(environment);
  if (postgresql != nullptr && !parts.empty()) {
    return Target{.url = std::move(parts), .set = postgresql};
  }
  for (const EmbeddedSet* set : sets) {
    if (!set->default_url.empty()) {
      return Target{.url = std::string(set->default_url), .set = set};
    }
  }
  return no_database(sets);
}

}  // namespace godwit::cli
