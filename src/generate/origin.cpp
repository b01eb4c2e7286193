// SPDX-License-Identifier: BSL-1.0
#include "generate/origin.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "change/change.h"
#include "command/folder.h"
#include "command/new_files.h"
#include "generate/execute.h"
#include "generate/replay.h"
#include "history/history_table.h"
#include "run/kept_tables.h"
#include "run/live_schema.h"

namespace godwit::generate {
namespace {

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

Error declares_side_table(const schema::Identity& table) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("a schema cannot have {}: such names are those of tables in "
                  "which migrations keep what they drop",
                  schema::label(table)),
      "give it another name");
}

bool is_migration(const std::string& name) {
  return name.ends_with(".sql") || name.ends_with(".cpp");
}

/// Tables that are no part of a schema.
struct OwnTables {
  std::vector<schema::Identity> histories = {};
  /// Side tables.
  std::vector<schema::Identity> kept = {};
};

/// Makes what an origin says in an empty scratch database.
class Making {
 public:
  Making(const OriginsRequest& request, Connection& scratch, OwnTables& own)
      : request_(request), scratch_(scratch), own_(own) {}

  Result<void> operator()(const OfMigrations& origin) const {
    if (auto done = run(origin); !done) return done;
    return note_kept(scratch_.session());
  }

  Result<void> operator()(const OfDatabase& origin) const {
    auto original =
        connect(origin.url.text(), {.read_only = true, .stop = request_.stop});
    if (!original) return std::move(original).error();
    const auto history =
        history::HistoryTable::named(origin.history_table, request_.dialect);
    if (!history) return history.error();
    auto histories = run::tables_of_history(*history);
    histories.insert(histories.end(), own_.histories.begin(),
                     own_.histories.end());
    const auto model = run::live_schema(original->session(), histories);
    if (!model) return model.error();
    if (auto noted = note_kept(original->session()); !noted) return noted;
    return copy(*model);
  }

  Result<void> operator()(const OfFiles& origin) const {
    if (auto done = apply_sets(request_.before, scratch_, request_.stop); !done)
      return done;
    const auto before = run::kept_tables(scratch_.session());
    if (!before) return before.error();
    if (auto done = load_schema(scratch_, origin.files); !done) return done;
    const auto after = run::kept_tables(scratch_.session());
    if (!after) return after.error();
    for (const schema::Identity& one : *after) {
      const bool declared =
          std::find(before->begin(), before->end(), one) == before->end();
      if (declared) return declares_side_table(one);
    }
    return {};
  }

 private:
  Result<void> run(const OfMigrations& origin) const {
    const auto files = command::migration_files(origin.directory);
    if (!files) return files.error();
    if (std::none_of(files->begin(), files->end(), is_migration)) {
      return apply_sets(request_.before, scratch_, request_.stop);
    }
    command::Folder folder;
    auto read =
        command::read_folder(origin.directory, request_.dialect, 1, folder);
    if (!read) return read;
    const auto set = MigrationSet::from(folder.set());
    if (!set) return set.error();
    if (auto noted = note_history(*set, own_.histories); !noted) return noted;
    return replay(*set, request_.before, scratch_, request_.stop);
  }

  Result<void> note_kept(driver::Session& session) const {
    auto found = run::kept_tables(session);
    if (!found) return std::move(found).error();
    own_.kept = *std::move(found);
    return {};
  }

  Result<void> copy(const schema::Model& model) const {
    const auto empty = schema::read_model(scratch_.session());
    if (!empty) return empty.error();
    const auto all = change::change_operations({*empty, model});
    if (!all) return all.error();
    for (const change::Operation& one : *all) {
      auto done = execute(scratch_.session(), one.statement);
      if (!done) return not_copied(one.statement, std::move(done).error());
    }
    const auto made = schema::read_model(scratch_.session());
    if (!made) return made.error();
    const auto found = schema::differences(model, *made);
    if (!found.empty()) return copied_otherwise(found.front());
    return {};
  }

  const OriginsRequest& request_;
  Connection& scratch_;
  OwnTables& own_;
};

Result<driver::Scratch> made(const Origin& origin,
                             const OriginsRequest& request, OwnTables& own) {
  auto scratch = scratch_for_replay(
      request.server, request.dialect,
      {.stop = request.stop, .on_connect = request.on_connect});
  if (!scratch) return scratch;
  auto done = std::visit(Making(request, scratch->connection, own), origin);
  if (!done) return std::move(done).error();
  return scratch;
}

Result<std::vector<schema::Identity>> histories_of(
    const std::vector<EmbeddedSet>& sets) {
  std::vector<schema::Identity> histories;
  for (const EmbeddedSet set : sets) {
    const auto read = MigrationSet::from(set);
    if (!read) return read.error();
    if (auto noted = note_history(*read, histories); !noted) {
      return std::move(noted).error();
    }
  }
  return histories;
}

// Files are loaded while the first schema is made. Anything else needs what is
// known of the first, or may run code of the application, which nobody has
// promised to call from two threads. Without a server a thread costs more than
// it gains.
std::launch when_to_make_second(const OriginsRequest& request) {
  const bool by_itself = std::holds_alternative<OfFiles>(request.to) &&
                         request.before.empty() && !request.on_connect;
  return by_itself && request.server ? std::launch::async
                                     : std::launch::deferred;
}

// A server makes a checkpoint for each that is dropped, or one for both.
void drop_both(driver::Scratch from, driver::Scratch to) {
  if (!from.database) return;
  std::optional<driver::Scratch> second(std::move(to));
  const auto dropping = std::async(std::launch::async, [&] { second.reset(); });
  const std::optional<driver::Scratch> first(std::move(from));
}

}  // namespace

Result<SchemaPlan> plan_between(const OriginsRequest& request) {
  auto histories = histories_of(request.before);
  if (!histories) return std::move(histories).error();
  OwnTables own{.histories = *std::move(histories)};
  auto making = std::async(when_to_make_second(request),
                           [&] { return made(request.to, request, own); });
  auto from = made(request.from, request, own);
  if (!from) return std::move(from).error();
  auto to = making.get();
  if (!to) return std::move(to).error();
  const auto* declared = std::get_if<OfFiles>(&request.to);
  auto plan =
      plan_schema({.scratch = from->connection,
                   .declared = to->connection,
                   .files = declared == nullptr ? std::span<const SchemaFile>()
                                                : std::span(declared->files),
                   .renames = request.renames,
                   .keeps = request.keeps,
                   .kept_tables = own.kept,
                   .online = request.online,
                   .zero_downtime = request.zero_downtime,
                   .histories = own.histories});
  drop_both(*std::move(from), *std::move(to));
  return plan;
}

}  // namespace godwit::generate
