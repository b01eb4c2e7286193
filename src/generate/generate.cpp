// SPDX-License-Identifier: BSL-1.0
#include "generate/generate.h"

#include <fmt/format.h>
#include <godwit/migrator.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/errors.h"
#include "command/clock.h"
#include "command/folder.h"
#include "command/new_files.h"
#include "driver/scratch.h"
#include "generate/change.h"
#include "generate/execute.h"
#include "generate/written_migration.h"
#include "history/history_table.h"
#include "migration/on_connect.h"
#include "rehearsal/rehearsal.h"

namespace godwit::generate {
namespace {

using command::Folder;

Error nothing_declared() {
  return make_error(ErrorCode::invalid_argument,
                    "nothing says which schema is wanted",
                    "name files or directories with GenerateRequest::schema");
}

Error of_the_migrations(Error error) {
  error.notes.emplace_back(
      "this was the run of the migrations on a scratch database; nothing was "
      "written");
  return error;
}

Error no_server(Error error) {
  if (error.code == ErrorCode::statement_failed) {
    error.hint =
        "name with GenerateRequest::server one where the role may make "
        "databases (ALTER ROLE … CREATEDB)";
  }
  return error;
}

bool is_migration(const std::string& name) {
  return name.ends_with(".sql") || name.ends_with(".cpp");
}

/// One of the two databases that are compared.
Result<driver::Scratch> scratch_for(const GenerateRequest& request) {
  const driver::Driver* driver = driver::scratch_driver(request.dialect);
  auto server =
      request.server
          ? Result<driver::DatabaseUrl>(*request.server)
          : driver::DatabaseUrl::parse(driver != nullptr ? driver->scratch_url()
                                                         : std::string_view());
  if (!server) return std::move(server).error();
  const EmbeddedSet* set =
      command::carried_from(request.directory, request.carried);
  auto scratch = driver::make_scratch(
      *server,
      {.stop = request.stop,
       .on_connect = set == nullptr ? request.on_connect
                                    : on_connect_of(std::span(set, 1),
                                                    request.on_connect)});
  if (!scratch) return no_server(std::move(scratch).error());
  return scratch;
}

Result<void> note_history(const MigrationSet& set,
                          std::vector<schema::Identity>& histories) {
  const auto history =
      history::HistoryTable::named(set.history_table(), set.dialect());
  if (!history) return history.error();
  for (schema::Identity& table : tables_of_history(*history)) {
    histories.push_back(std::move(table));
  }
  return {};
}

Result<void> apply_sets(const std::vector<EmbeddedSet>& sets,
                        Connection& connection) {
  for (const EmbeddedSet set : sets) {
    const RunReport report = Migrator(connection, set).up();
    if (!report.ok()) return of_the_migrations(*report.error);
  }
  return {};
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
  auto rehearsal =
      rehearsal::Rehearsal::begin(connection, *set, request.before);
  if (!rehearsal) return of_the_migrations(std::move(rehearsal).error());
  rehearsal->refuse_unwritten();
  auto done = rehearsal->all_up();
  if (!done) return of_the_migrations(std::move(done).error());
  return {};
}

// By what makes all of it of an empty database.
Result<void> copy_schema(const GenerateRequest& request,
                         Connection& connection) {
  auto original =
      connect(request.from->text(), {.read_only = true, .stop = request.stop});
  if (!original) return std::move(original).error();
  const auto history = history::HistoryTable::named({}, request.dialect);
  if (!history) return history.error();
  const auto model = model_without(*original, tables_of_history(*history));
  if (!model) return model.error();
  const auto empty = schema::read_model(connection.session());
  if (!empty) return empty.error();
  const auto all = change_operations({*empty, *model});
  if (!all) return all.error();
  for (const Operation& one : *all) {
    auto done = execute(connection.session(), one.statement);
    if (!done) return done;
  }
  return {};
}

std::vector<command::NewFile> files_of(const GenerateRequest& request,
                                       const SchemaPlan& plan,
                                       std::vector<std::string> existing) {
  std::vector<command::NewFile> files;
  const bool pairs =
      std::any_of(existing.begin(), existing.end(),
                  [](const auto& name) { return name.ends_with(".up.sql"); });
  const auto form = pairs ? command::Form::pair : command::Form::whole;
  for (const SchemaStep& step : plan.steps) {
    const auto wanted = command::slug(request.name.empty() ? proposed_name(step)
                                                           : request.name);
    const std::string name = wanted ? *wanted : "change_schema";
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
