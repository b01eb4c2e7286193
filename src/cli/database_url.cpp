// SPDX-License-Identifier: BSL-1.0
#include "cli/database_url.h"

#include <fmt/format.h>
#include <godwit/connection.h>

#include <optional>
#include <string_view>
#include <utility>

#include "base/errors.h"

namespace godwit::cli {
namespace {

using driver::DatabaseUrl;
using driver::KnownDriver;

Error no_database(Sets sets) {
  std::string examples;
  for (const KnownDriver& known : driver::known_drivers()) {
    if (!sets.empty() && sets_for(sets, known.dialect).empty()) continue;
    examples +=
        fmt::format("{}{}", examples.empty() ? "" : " or ", known.example);
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

// A password may begin and end with anything but what echo adds to it.
Result<void> check_part(std::string_view name, std::string_view value) {
  if (name != "DB_PASSWORD") return driver::check_ends(value, name);
  if (value.ends_with('\n')) return driver::check_ends(value, name);
  return {};
}

// A user or a password alone could be meant for anything.
bool name_a_database(const Variables& variables) {
  return !value_of(variables, "DB_HOST").empty() ||
         !value_of(variables, "DB_NAME").empty();
}

Result<DatabaseUrl> url_of_parts(const Environment& environment) {
  std::string text;
  for (const auto& [key, name] : {std::pair{"host", "DB_HOST"},
                                  {"port", "DB_PORT"},
                                  {"dbname", "DB_NAME"},
                                  {"user", "DB_USER"},
                                  {"password", "DB_PASSWORD"}}) {
    const std::string_view value = value_of(environment, name);
    if (value.empty()) continue;
    if (auto good = check_part(name, value); !good) return good.error();
    text += setting(key, value);
  }
  text.pop_back();
  return DatabaseUrl::parse(text);
}

Result<DatabaseUrl> url_in(std::string_view file, std::string_view url) {
  auto parsed = DatabaseUrl::parse(url);
  if (parsed) return parsed;
  Error error = std::move(parsed).error();
  error.notes.push_back(fmt::format("DATABASE_URL comes from {}", file));
  return error;
}

// What the environment and the file say. Absent: nothing.
std::optional<Result<DatabaseUrl>> url_around(const Environment& environment,
                                              bool takes_parts) {
  const std::string_view url = value_of(environment.process, "DATABASE_URL");
  if (!url.empty()) return DatabaseUrl::parse(url);
  if (takes_parts && name_a_database(environment.process)) {
    return url_of_parts(environment);
  }
  const std::string_view in_file = value_of(environment.file, "DATABASE_URL");
  if (!in_file.empty()) return url_in(environment.file_name, in_file);
  if (takes_parts && name_a_database(environment.file)) {
    return url_of_parts(environment);
  }
  return std::nullopt;
}

// The first default that belongs to one of the sets. Empty: there is none.
// A set that is chosen alone keeps that of its companions.
std::string_view default_url_of(const Naming& naming) {
  for (const Sets sets : {naming.sets, naming.carried}) {
    for (const EmbeddedSet set : sets) {
      const bool fits = !sets_for(naming.sets, set.dialect()).empty();
      if (fits && !set.default_url().empty()) return set.default_url();
    }
  }
  return {};
}

}  // namespace

std::vector<EmbeddedSet> sets_for(Sets sets, Dialect dialect) {
  std::vector<EmbeddedSet> result;
  for (const EmbeddedSet set : sets) {
    if (set.dialect() == dialect) result.push_back(set);
  }
  return result;
}

Result<DatabaseUrl> choose_url(const Naming& naming) {
  if (naming.option) return DatabaseUrl::parse(*naming.option);
  const Dialect of_parts = driver::driver_of_settings().dialect;
  const std::string_view otherwise = default_url_of(naming);
  const bool takes_parts = !sets_for(naming.sets, of_parts).empty() ||
                           (naming.among_others && otherwise.empty());
  if (auto url = url_around(naming.environment, takes_parts)) {
    return *std::move(url);
  }
  if (!otherwise.empty()) return DatabaseUrl::parse(otherwise);
  return no_database(naming.sets);
}

Result<Target> target_at(DatabaseUrl url, Sets sets) {
  std::vector<EmbeddedSet> fitting = sets_for(sets, url.dialect());
  if (fitting.empty()) return no_set_for(url.dialect(), sets);
  return Target{.url = std::move(url), .sets = std::move(fitting)};
}

Result<Target> choose_target(const Naming& naming) {
  auto url = choose_url(naming);
  if (!url) return std::move(url).error();
  return target_at(*std::move(url), naming.sets);
}

}  // namespace godwit::cli
