// SPDX-License-Identifier: BSL-1.0
#include "command/squash.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "base/new_file.h"
#include "command/folder.h"
#include "command/new_migration.h"
#include "command/replay.h"
#include "command/squashed_file.h"
#include "driver/scratch.h"
#include "driver/table_size.h"
#include "history/history_table.h"
#include "migration/file_name.h"
#include "migration/on_connect.h"
#include "plan/refusals.h"
#include "rehearsal/rehearsal.h"
#include "run/kept_tables.h"

namespace godwit::command {
namespace {

namespace fs = std::filesystem;

Error requires_others(const std::string& directory) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("the migrations in \"{}\" require those of other sets, which "
                  "cannot be told from them once they have run",
                  directory),
      "squash the sets that require nothing");
}

Error would_replace(const std::string& file) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("\"{}\" is one of the files that are squashed", file),
      "name it otherwise with SquashRequest::name");
}

Error cannot_remove(const std::string& path, const std::error_code& why) {
  return make_error(
      ErrorCode::io,
      fmt::format("cannot remove \"{}\": {}", path, why.message()),
      "the squashed file is written: remove what it replaces by hand");
}

Error of_the_old_ones(Error error) {
  error.notes.emplace_back(
      "this was the run of the migrations on a scratch database; nothing was "
      "written");
  return error;
}

Error of_the_new_one(Error error) {
  if (error.hint.empty()) {
    error.hint =
        "squash fewer migrations, with SquashRequest::to, so that the one that "
        "makes this stays as it is";
  }
  error.notes.emplace_back(
      "this was the run of the squashed file on a scratch database; nothing "
      "was written");
  return error;
}

Error no_scratch(Error error) {
  if (error.code == ErrorCode::statement_failed) {
    error.hint =
        "name with SquashRequest::beside a server where the role may make "
        "databases (ALTER ROLE … CREATEDB)";
  }
  return error;
}

// Of each set what sets up its connections.
OnConnect set_up(const SquashRequest& request) {
  const EmbeddedSet* set = carried_from(request.directory, request.carried);
  return set == nullptr ? request.on_connect
                        : on_connect_of(std::span(set, 1), request.on_connect);
}

// As it is once the migrations have run, without the history that tells so.
Result<Made> what_is_made(Connection& connection, const MigrationSet& set) {
  const auto history =
      history::HistoryTable::named(set.history_table(), set.dialect());
  if (!history) return history.error();
  const std::array histories = {set.history_table()};
  auto catalog = catalog_without_histories(connection, histories);
  if (!catalog) return std::move(catalog).error();
  std::vector<driver::TableName> without;
  for (const std::string& table : history->tables()) {
    without.push_back({.schema = history->schema(), .name = table});
  }
  const auto kept = run::kept_tables(connection.session());
  if (!kept) return kept.error();
  for (const schema::Identity& table : *kept) {
    without.push_back({.schema = table.schema, .name = table.name});
  }
  auto statements = connection.session().dump(without, {});
  if (!statements) return std::move(statements).error();
  return Made{.catalog = *std::move(catalog),
              .statements = *std::move(statements)};
}

using Wrapped = Error (*)(Error);

Result<Made> make(const SquashRequest& request, const MigrationSet& set,
                  const Migration& last, Wrapped wrapped) {
  auto scratch = driver::make_scratch(
      request.beside, request.dialect,
      {.stop = request.stop, .on_connect = set_up(request)});
  if (!scratch) return no_scratch(std::move(scratch).error());
  auto rehearsal =
      rehearsal::Rehearsal::begin(scratch->connection, set, {}, request.stop);
  if (!rehearsal) return wrapped(std::move(rehearsal).error());
  rehearsal->refuse_unwritten();
  if (auto done = rehearsal->up_to(last); !done) {
    return wrapped(std::move(done).error());
  }
  auto made = what_is_made(scratch->connection, set);
  if (!made) return wrapped(std::move(made).error());
  return made;
}

Result<const Migration*> last_of(const SquashRequest& request,
                                 const MigrationSet& set) {
  if (!request.to) return &set.all().back();
  const Migration* last = set.find(*request.to);
  if (last == nullptr) return no_such_version(*request.to, set);
  return last;
}

bool is_among(std::string_view file, std::span<const Migration> migrations) {
  const auto parsed = parse_file_name(file, file);
  return parsed && std::any_of(migrations.begin(), migrations.end(),
                               [&](const Migration& one) {
                                 return one.version == parsed->version;
                               });
}

Result<std::vector<MigrationFile>> files_there(const SquashRequest& request) {
  return read_migration_files(
      request.directory.empty() ? "." : request.directory, CodeFiles::taken);
}

// Which files go, and how the new one is called.
Result<Squash> named(const SquashRequest& request,
                     std::span<const Migration> migrations) {
  const Version& version = migrations.back().version;
  const auto name = slug(request.name);
  if (!name) return name.error();
  const auto files = files_there(request);
  if (!files) return files.error();
  Squash squash{.directory = request.directory,
                .version = version,
                .file = migration_label(version, *name) + ".sql"};
  for (const MigrationFile& file : *files) {
    if (is_among(file.name, migrations)) squash.removed.push_back(file.name);
  }
  std::sort(squash.removed.begin(), squash.removed.end());
  if (std::binary_search(squash.removed.begin(), squash.removed.end(),
                         squash.file)) {
    return would_replace(squash.file);
  }
  return squash;
}

// By the folder as it is to be: the new file, and behind it the rest.
Result<Made> made_by_file(const SquashRequest& request, const Squash& squash) {
  auto files = files_there(request);
  if (!files) return std::move(files).error();
  std::erase_if(*files, [&](const MigrationFile& file) {
    return std::binary_search(squash.removed.begin(), squash.removed.end(),
                              file.name);
  });
  files->push_back({.name = squash.file, .text = squash.text});
  Folder folder;
  make_folder(request.directory, request.dialect, 1, *std::move(files), folder);
  const auto set = MigrationSet::from(folder.set());
  if (!set) return of_the_new_one(set.error());
  return make(request, *set, set->all().front(), of_the_new_one);
}

Result<void> check_alone(const SquashRequest& request) {
  const EmbeddedSet* set = carried_from(request.directory, request.carried);
  const bool alone = set == nullptr || set->required_names().empty();
  if (!alone) return requires_others(request.directory);
  return {};
}

}  // namespace

Result<Squash> plan_squash(const SquashRequest& request) {
  if (auto alone = check_alone(request); !alone) {
    return std::move(alone).error();
  }
  Folder folder;
  auto read = read_folder(request.directory, request.dialect, 1, folder);
  if (!read) return std::move(read).error();
  const auto set = MigrationSet::from(folder.set());
  if (!set) return set.error();
  const auto last = last_of(request, *set);
  if (!last) return last.error();
  const auto migrations = set->all().first(set->position((*last)->version) + 1);
  if (auto error = cannot_be_squashed(migrations, request.dialect)) {
    return std::move(*error);
  }
  auto squash = named(request, migrations);
  if (!squash) return squash;
  const auto by_migrations = make(request, *set, **last, of_the_old_ones);
  if (!by_migrations) return by_migrations.error();
  squash->text =
      squashed_text(migrations, by_migrations->statements, request.dialect);
  const auto by_file = made_by_file(request, *squash);
  if (!by_file) return by_file.error();
  if (auto equal = check_equal(*by_migrations, *by_file); !equal) {
    return std::move(equal).error();
  }
  return squash;
}

Result<void> carry_out(const Squash& squash) {
  const fs::path directory(squash.directory);
  const std::string path = (directory / squash.file).string();
  auto file =
      godwit::NewFile::make(path, (directory / squash.removed.back()).string());
  if (!file) return std::move(file).error();
  if (auto written = file->write(squash.text); !written) return written;
  if (auto kept = file->keep(); !kept) return kept;
  // The last first: whoever is interrupted has files that the new one names,
  // and the build says of each that it is to be removed.
  for (auto name = squash.removed.rbegin(); name != squash.removed.rend();
       ++name) {
    std::error_code why;
    fs::remove(directory / *name, why);
    if (why) return cannot_remove((directory / *name).string(), why);
  }
  return {};
}

}  // namespace godwit::command
