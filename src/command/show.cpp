// SPDX-License-Identifier: BSL-1.0
#include "command/show.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"
#include "base/suggestion.h"
#include "history/history_reader.h"
#include "migration/placeholders.h"

namespace godwit::command {
namespace {

Error nowhere(const Version& version) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("there is no migration {}, neither in this binary nor in the "
                  "history",
                  version.text()),
      "'list' and 'status' show which ones there are");
}

std::optional<std::string> text_of(const std::optional<Script>& script) {
  if (!script) return std::nullopt;
  return std::string(script->text);
}

/// With its way down, which only the history has.
Result<std::optional<ShownMigration>> recorded(Database& database,
                                               const MigratedSet& set,
                                               const Version& version) {
  const auto table =
      history::HistoryTable::named(set.history_table, set.embedded.dialect());
  if (!table) return table.error();
  driver::Session& session = database.connection.session();
  auto history = history::read_history(session, *table);
  if (!history) return std::move(history).error();
  const MigrationSet nothing;
  if (auto read = history::read_ways_down(session, *table, nothing, *history);
      !read) {
    return std::move(read).error();
  }
  for (AppliedMigration& row : history->applied) {
    if (row.version != version) continue;
    return std::optional(ShownMigration{.set = std::string(set.name()),
                                        .version = row.version,
                                        .name = std::move(row.name),
                                        .down = std::move(row.down_sql)});
  }
  return std::optional<ShownMigration>();
}

ShownMigration shown(EmbeddedSet set, const Migration& migration) {
  return {.set = std::string(set.name()),
          .version = migration.version,
          .name = migration.name,
          .file = migration.up.file,
          .up = text_of(migration.up),
          .down = text_of(migration.down)};
}

Error no_such_name(const std::string& name,
                   const std::vector<std::string>& known) {
  const std::string near = suggestion(name, known);
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("\"{}\" is neither a version nor the name of a repeatable "
                  "script or seed",
                  name),
      near.empty() ? "'list' shows which ones there are" : near);
}

}  // namespace

Result<std::vector<ShownMigration>> show_named(Sets sets,
                                               const std::string& name) {
  std::vector<ShownMigration> found;
  std::vector<std::string> known;
  for (const EmbeddedSet set : sets) {
    const auto migrations = set_to_look_at(set);
    if (!migrations) return migrations.error();
    for (const auto scripts : {migrations->repeatable(), migrations->seeds()}) {
      for (const Migration& script : scripts) {
        known.push_back(script.name);
        if (script.name == name) found.push_back(shown(set, script));
      }
    }
  }
  if (found.empty()) return no_such_name(name, known);
  return found;
}

Result<std::vector<ShownMigration>> show(Sets sets, const Version& version) {
  std::vector<ShownMigration> found;
  for (const EmbeddedSet set : sets) {
    const auto migrations = set_to_look_at(set);
    if (!migrations) return migrations.error();
    const Migration* migration = migrations->find(version);
    if (migration == nullptr) continue;
    found.push_back(shown(set, *migration));
  }
  return found;
}

Result<std::vector<ShownMigration>> show_recorded(Database& database,
                                                  const Version& version) {
  std::vector<ShownMigration> found;
  for (const MigratedSet& set : database.sets) {
    auto one = recorded(database, set, version);
    if (!one) return std::move(one).error();
    if (*one) found.push_back(**std::move(one));
  }
  if (found.empty()) return nowhere(version);
  return found;
}

}  // namespace godwit::command
