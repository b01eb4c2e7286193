// SPDX-License-Identifier: BSL-1.0
#include "generate/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "base/errors.h"
#include "change/change.h"
#include "command/clock.h"
#include "command/folder.h"
#include "command/new_files.h"
#include "generate/execute.h"
#include "generate/replay.h"
#include "generate/written_migration.h"
#include "history/history_table.h"
#include "migration/on_connect.h"
#include "run/live_schema.h"

namespace godwit::generate {
namespace {

using command::Folder;

Error nothing_declared() {
  return make_error(ErrorCode::invalid_argument,
                    "nothing says which schema is wanted",
                    "name files or directories with GenerateRequest::schema");
}

Error one_writer() {
  return make_error(
      ErrorCode::invalid_argument,
      "nothing runs side by side here: SQLite has one writer at a time, and "
      "a change of the schema is over before the next one writes",
      "leave out --zero-downtime");
}

Error not_copied(const std::string& statement, Error error) {
  error.notes.push_back("the statement: " + statement);
  error.notes.emplace_back(
      "this was the copy of its schema on a scratch database; nothing was "
      "written");
  return error;
}

Error copied_otherwise(const schema::Difference& difference) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("a copy of this schema on a scratch database has another {}",
                  schema::label(difference.id())),
      "nothing was written, since no plan could be proved; please report the "
      "schema");
}

bool is_migration(const std::string& name) {
  return name.ends_with(".sql") || name.ends_with(".cpp");
}

/// One of the two databases that are compared.
Result<driver::Scratch> scratch_for(const GenerateRequest& request) {
  const EmbeddedSet* set =
      command::carried_from(request.directory, request.carried);
  return scratch_for_replay(
      request.server, request.dialect,
      {.stop = request.stop,
       .on_connect = set == nullptr ? request.on_connect
                                    : on_connect_of(std::span(set, 1),
                                                    request.on_connect)});
}

Result<void> run_migrations(const GenerateRequest& request,
                            Connection& connection,
                            std::vector<schema::Identity>& histories) {
  const auto files = command::migration_files(request.directory);
  if (!files) return files.error();
  if (std::none_of(files->begin(), files->end(), is_migration)) {
    return apply_sets(request.before, connection);
  }
  Folder folder;
  auto read =
      command::read_folder(request.directory, request.dialect, 1, folder);
  if (!read) return read;
  const auto set = MigrationSet::from(folder.set());
  if (!set) return set.error();
  if (auto noted = note_history(*set, histories); !noted) return noted;
  return replay(*set, request.before, connection);
}

// By what makes all of it of an empty database.
Result<void> copy_schema(const GenerateRequest& request,
                         Connection& connection) {
  auto original =
      connect(request.from->text(), {.read_only = true, .stop = request.stop});
  if (!original) return std::move(original).error();
  const auto history =
      history::HistoryTable::named(request.history_table, request.dialect);
  if (!history) return history.error();
  const auto model =
      run::live_schema(original->session(), run::tables_of_history(*history));
  if (!model) return model.error();
  const auto empty = schema::read_model(connection.session());
  if (!empty) return empty.error();
  const auto all = change::change_operations({*empty, *model});
  if (!all) return all.error();
  for (const change::Operation& one : *all) {
    auto done = execute(connection.session(), one.statement);
    if (!done) return not_copied(one.statement, std::move(done).error());
  }
  const auto copy = schema::read_model(connection.session());
  if (!copy) return copy.error();
  const auto found = schema::differences(*model, *copy);
  if (!found.empty()) return copied_otherwise(found.front());
  return {};
}

// The second migration of a name says what it is for.
std::string name_of(const SchemaStep& step, const std::string& name,
                    bool first) {
  std::string wanted = name.empty() ? proposed_name(step) : name;
  if (!step.purpose.empty()) {
    wanted += step.purpose;
  } else if (!name.empty() && !first) {
    wanted += purpose_of(step);
  }
  const auto slug = command::slug(wanted);
  return slug ? *slug : "change_schema";
}

std::string name_beside(std::set<std::string>& names, const std::string& name) {
  std::string free = name;
  for (int n = 2; !names.insert(free).second; ++n) {
    free = fmt::format("{}_{}", name, n);
  }
  return free;
}

std::vector<command::NewFile> files_of(const GenerateRequest& request,
                                       const SchemaPlan& plan,
                                       std::vector<std::string> existing) {
  std::vector<command::NewFile> files;
  const bool pairs =
      std::any_of(existing.begin(), existing.end(),
                  [](const auto& name) { return name.ends_with(".up.sql"); });
  const auto form = pairs ? command::Form::pair : command::Form::whole;
  std::set<std::string> names;
  for (const SchemaStep& step : plan.steps) {
    const std::string name =
        name_beside(names, name_of(step, request.name, names.empty()));
    const std::string version = command::next_version(
        existing, command::utc_timestamp(), request.timestamp);
    for (command::NewFile& file :
         command::sql_files(version, name, form,
                            written_halves(plan, step, request.dialect))) {
      existing.push_back(file.name);
      files.push_back(std::move(file));
    }
  }
  return files;
}

}  // namespace

Result<Generated> generate(const GenerateRequest& request) {
  if (request.schema.empty()) return nothing_declared();
  if (request.zero_downtime && request.dialect == Dialect::sqlite) {
    return one_writer();
  }
  if (!request.name.empty()) {
    if (auto slug = command::slug(request.name); !slug) return slug.error();
  }
  const auto schema = read_schema_files(request.schema);
  if (!schema) return schema.error();
  auto scratch = scratch_for(request);
  if (!scratch) return std::move(scratch).error();
  std::vector<schema::Identity> histories;
  for (const EmbeddedSet set : request.before) {
    const auto read = MigrationSet::from(set);
    if (!read) return read.error();
    if (auto noted = note_history(*read, histories); !noted) {
      return std::move(noted).error();
    }
  }
  auto made = request.from
                  ? copy_schema(request, scratch->connection)
                  : run_migrations(request, scratch->connection, histories);
  if (!made) return std::move(made).error();
  auto declared = scratch_for(request);
  if (!declared) return std::move(declared).error();
  if (auto done = apply_sets(request.before, declared->connection); !done) {
    return std::move(done).error();
  }
  if (auto done = load_schema(declared->connection, *schema); !done) {
    return std::move(done).error();
  }
  auto plan = plan_schema({.scratch = scratch->connection,
                           .declared = declared->connection,
                           .files = *schema,
                           .renames = request.renames,
                           .online = request.online,
                           .zero_downtime = request.zero_downtime,
                           .histories = histories});
  if (!plan) return std::move(plan).error();
  Generated generated{.plan = *std::move(plan)};
  if (request.from) return generated;
  auto existing = command::migration_files(request.directory);
  if (!existing) return std::move(existing).error();
  generated.files = files_of(request, generated.plan, *std::move(existing));
  return generated;
}

Result<std::vector<std::string>> write_files(
    const std::string& directory, const std::vector<command::NewFile>& files) {
  command::NewFiles written;
  std::vector<std::string> paths;
  for (const command::NewFile& file : files) {
    std::string path = (std::filesystem::path(directory) / file.name).string();
    if (auto done = written.write(path, file.text); !done) {
      return std::move(done).error();
    }
    paths.push_back(std::move(path));
  }
  written.keep();
  return paths;
}

}  // namespace godwit::generate
