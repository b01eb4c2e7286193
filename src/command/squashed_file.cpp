// SPDX-License-Identifier: BSL-1.0
#include "command/squashed_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "migration/file_name.h"
#include "migration/replaced.h"
#include "sql/terminated.h"
#include "sql/words.h"

namespace godwit::command {
namespace {

constexpr std::size_t fewest = 2;

std::string label_of(const Migration& migration) {
  return migration_label(migration.version, migration.name);
}

Error too_few() {
  return make_error(ErrorCode::invalid_argument,
                    "there is nothing to squash: it takes two migrations",
                    "name a later one with SquashRequest::to");
}

Error code_stays(const Migration& migration) {
  Error error =
      make_error(ErrorCode::unsupported,
                 fmt::format("{} is C++, and nobody would run it any more",
                             label_of(migration)),
                 "squash what comes before it, with SquashRequest::to");
  error.location.file = migration.up.file;
  return error;
}

Error pragma_is_lost(const Migration& migration, std::string_view name) {
  Error error = make_error(
      ErrorCode::unsupported,
      fmt::format("{} sets {}, which cannot be read back from a scratch "
                  "database in memory",
                  label_of(migration), name),
      "squash what comes before it, with SquashRequest::to");
  error.location.file = migration.up.file;
  return error;
}

Error not_equal(std::string message) {
  return make_error(ErrorCode::unsupported, std::move(message),
                    "nothing was written; squash fewer migrations, with "
                    "SquashRequest::to, so that what makes the difference "
                    "stays as it is");
}

// Settings that outlive the connection, and of which a scratch database in
// memory says nothing.
std::string_view lost_pragma(const Script& script) {
  constexpr std::array names = {"JOURNAL_MODE", "AUTO_VACUUM", "PAGE_SIZE",
                                "ENCODING"};
  for (const StatementRange range : script.statements) {
    const auto statement =
        script.text.substr(range.begin, range.end - range.begin);
    sql::Words words(statement, Dialect::sqlite);
    if (!sql::is_word(words.next(), "PRAGMA")) continue;
    const std::string_view name = words.next();
    const bool known = std::any_of(
        names.begin(), names.end(),
        [&](std::string_view one) { return sql::is_word(name, one); });
    // Without a value it is only asked.
    if (known && !words.next().empty()) return name;
  }
  return {};
}

std::string replaces_line(std::string_view label) {
  return fmt::format("-- godwit: replaces {}\n", label);
}

std::string replaces_lines(std::span<const Migration> migrations) {
  std::string lines;
  for (const Migration& migration : migrations) {
    const std::string label = label_of(migration);
    for (const ReplacedMigration& one : migration.replaces) {
      lines += replaces_line(fmt::format("{}/{}", label, written(one)));
    }
    if (&migration != &migrations.back()) lines += replaces_line(label);
  }
  return lines;
}

std::string formerly_lines(const Migration& last) {
  std::string lines = fmt::format("-- godwit: formerly {}\n", last.checksum);
  for (const std::string& checksum : last.formerly) {
    lines += fmt::format("-- godwit: formerly {}\n", checksum);
  }
  return lines;
}

// Of each database the newest version that one of them requires.
std::string requires_lines(std::span<const Migration> migrations) {
  std::map<Dialect, Version> newest;
  std::set<std::string> engines;
  for (const Migration& migration : migrations) {
    for (const Requirement& one : migration.up.requirements) {
      if (!one.engine.empty()) engines.insert(one.engine);
      if (one.at_least.empty()) continue;
      Version& version = newest[one.dialect];
      if (version.empty() || version < one.at_least) version = one.at_least;
    }
  }
  std::string lines;
  for (const std::string& engine : engines) {
    lines += fmt::format("-- godwit: requires {}\n", engine);
  }
  for (const auto& [dialect, version] : newest) {
    lines += fmt::format("-- godwit: requires {} >= {}\n", to_string(dialect),
                         version.text());
  }
  return lines;
}

// Of many rows only the first that differs.
std::string what_differs(std::string_view statement, std::string_view other) {
  const auto [at, there] = std::mismatch(statement.begin(), statement.end(),
                                         other.begin(), other.end());
  const auto place = static_cast<std::size_t>(at - statement.begin());
  const std::size_t before = statement.substr(0, place).rfind('\n');
  const std::string_view head = statement.substr(0, statement.find('\n'));
  if (before == statement.npos) return std::string(head);
  const std::string_view line = statement.substr(before + 1);
  return fmt::format("{} {}", head, trimmed(line.substr(0, line.find('\n'))));
}

// Precondition: there is one.
std::string first_difference(const std::vector<std::string>& by_migrations,
                             const std::vector<std::string>& by_file) {
  const auto [one, other] =
      std::mismatch(by_migrations.begin(), by_migrations.end(), by_file.begin(),
                    by_file.end());
  const bool there = other != by_file.end();
  if (one == by_migrations.end()) {
    return "the squashed file makes: " + what_differs(*other, "");
  }
  return "the migrations make: " +
         what_differs(*one, there ? std::string_view(*other) : "");
}

}  // namespace

std::optional<Error> cannot_be_squashed(std::span<const Migration> migrations,
                                        Dialect dialect) {
  if (migrations.size() < fewest) return too_few();
  for (const Migration& migration : migrations) {
    if (migration.up.language == Language::cpp) return code_stays(migration);
    if (dialect != Dialect::sqlite) continue;
    const std::string_view pragma = lost_pragma(migration.up);
    if (!pragma.empty()) return pragma_is_lost(migration, pragma);
  }
  return std::nullopt;
}

std::string squashed_text(std::span<const Migration> migrations,
                          const std::vector<std::string>& statements,
                          Dialect dialect) {
  const bool breaking =
      std::any_of(migrations.begin(), migrations.end(),
                  [](const Migration& one) { return one.breaking; });
  std::string text = fmt::format(
      "-- What the migrations up to {} make, schema and rows, at once.\n{}{}"
      "-- godwit: irreversible squashed from {} migrations\n{}{}",
      label_of(migrations.back()), replaces_lines(migrations),
      formerly_lines(migrations.back()), migrations.size(),
      breaking ? "-- godwit: breaking\n" : "", requires_lines(migrations));
  for (const std::string& statement : statements) {
    text += fmt::format("\n{}\n", sql::terminated(statement, dialect));
  }
  return text;
}

Result<void> check_equal(const Made& by_migrations, const Made& by_file) {
  const auto differences =
      schema::differences(by_migrations.catalog, by_file.catalog);
  if (!differences.empty()) {
    Error error = not_equal(fmt::format(
        "the squashed file would make another {}", differences.front().object));
    error.notes.push_back(schema::text_of({differences.front()}));
    return error;
  }
  if (by_migrations.statements == by_file.statements) return {};
  Error error = not_equal(
      "the squashed file would make other rows, or something else that is no "
      "part of the schema");
  error.notes.push_back(
      first_difference(by_migrations.statements, by_file.statements));
  return error;
}

}  // namespace godwit::command
