// SPDX-License-Identifier: BSL-1.0
#include "generate/push.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/platform.h"
#include "base/random_name.h"
#include "base/sql_names.h"
#include "change/change.h"
#include "generate/origin.h"
#include "generate/replay.h"
#include "history/history_reader.h"
#include "history/history_records.h"
#include "history/layout.h"
#include "history/run_log.h"
#include "plan/refusals.h"
#include "run/execution.h"
#include "run/held.h"
#include "run/limited.h"
#include "run/live_schema.h"
#include "run/protection.h"
#include "schema/fingerprint.h"
#include "sql/statements.h"
#include "sql/terminated.h"

namespace godwit::generate {
namespace {

using change::Operation;
using history::HistoryTable;
using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

Error up_is_first(const Status& status) {
  Error error = not_verified(status, {});
  error.message = "the database does not have all that the migrations make";
  error.hint = "bring it up to date first, with up";
  return error;
}

Error has_other_history(const Identity& table) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the database has the history {} of another set, whose "
                  "tables this schema does not have",
                  table.name),
      "name the library of that set with --before, or give each set "
      "a database of its own");
}

Error changed_meanwhile() {
  return make_error(ErrorCode::plan_outdated,
                    "the schema has changed since the plan was made",
                    "push again");
}

Error more_would_go(const Loss& loss) {
  return make_error(
      ErrorCode::plan_outdated,
      fmt::format("{} has more to lose than when the plan was made",
                  schema::label(loss.object)),
      "push again");
}

Error made_otherwise(const schema::Difference& difference) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("the database has another {} now than was proved",
                  schema::label(difference.id())),
      "push again, and please report the two schemas if that is no help");
}

Result<HistoryTable> history_of(const PushRequest& request) {
  std::string name = request.migrate.history_table;
  if (name.empty() && request.set) name = request.set->history_table();
  return HistoryTable::named(name, request.database.dialect());
}

MigratorOptions quietly(const PushRequest& request, std::string history_table) {
  return {.history_table = std::move(history_table),
          .placeholders = request.migrate.placeholders,
          .stop = request.migrate.stop};
}

Result<void> check_up_to_date(const PushRequest& request,
                              Connection& connection) {
  for (const EmbeddedSet set : request.before) {
    const auto status =
        Migrator(connection, set, quietly(request, {})).status();
    if (!status) return status.error();
    if (!status->up_to_date()) return up_is_first(*status);
  }
  if (!request.set) return {};
  const auto status = Migrator(connection, *request.set,
                               quietly(request, request.migrate.history_table))
                          .status();
  if (!status) return status.error();
  // What is pending may be what was pushed, and up refuses it until it is all
  // of that.
  if (!status->pushed && !status->up_to_date()) return up_is_first(*status);
  return {};
}

// A schema that does not know it would drop it.
Result<void> check_no_other_history(const SchemaPlan& plan) {
  for (const auto& [id, fact] : plan.from.facts) {
    if (id.kind != Kind::column || id.name != "checksum_algorithm") continue;
    const Identity table{
        .kind = Kind::table, .schema = id.schema, .name = id.table};
    Identity info = table;
    info.name += "_info";
    const bool is_history = plan.from.find(info) != nullptr;
    if (is_history && plan.to.find(table) == nullptr) {
      return has_other_history(table);
    }
  }
  return {};
}

Result<std::vector<Identity>> histories_of(const PushRequest& request,
                                           const HistoryTable& own) {
  std::vector<Identity> histories = run::tables_of_history(own);
  for (const EmbeddedSet set : request.before) {
    const auto read = MigrationSet::from(set);
    if (!read) return read.error();
    if (auto noted = note_history(*read, histories); !noted) {
      return std::move(noted).error();
    }
  }
  return histories;
}

bool loses(change::Risk risk) {
  return risk == change::Risk::drops_table ||
         risk == change::Risk::drops_column || risk == change::Risk::narrows;
}

std::string in_sql(const Fact& fact) {
  return fact.reference.empty() ? quoted_name(fact.name) : fact.reference;
}

/// Absent: it is not there before the plan.
std::optional<std::string> count_query(const Identity& object,
                                       const Model& model) {
  const Fact* fact = model.find(object);
  if (fact == nullptr) return std::nullopt;
  if (object.kind != Kind::column) {
    return fmt::format("SELECT count(*) FROM {}", in_sql(*fact));
  }
  const Fact* table = model.owner_of(object);
  if (table == nullptr) return std::nullopt;
  return fmt::format("SELECT count({}) FROM {}", in_sql(*fact), in_sql(*table));
}

Result<std::int64_t> counted_rows(driver::Session& session,
                                  const Identity& object, const Model& model) {
  const auto query = count_query(object, model);
  if (!query) return std::int64_t{0};
  const auto rows = session.query({.sql = *query, .reads_only = true});
  if (!rows) return rows.error();
  return parse_number<std::int64_t>(rows->front().front().value_or(""))
      .value_or(0);
}

// In the order of the plan.
Result<std::vector<Loss>> counted_losses(driver::Session& session,
                                         const SchemaPlan& plan) {
  std::vector<Loss> losses;
  for (const SchemaStep& step : plan.steps) {
    for (const Operation& one : step.up) {
      for (const auto& [risk, object] : one.dangers) {
        if (!loses(risk)) continue;
        Loss loss{.risk = risk,
                  .object = change::before_renames(object, plan.renames)};
        const auto rows = counted_rows(session, loss.object, plan.from);
        if (!rows) return rows.error();
        loss.rows = *rows;
        losses.push_back(std::move(loss));
      }
    }
  }
  return losses;
}

Result<void> check_no_more(const std::vector<Loss>& now,
                           const std::vector<Loss>& planned) {
  for (std::size_t i = 0; i < now.size(); ++i) {
    const bool more = i >= planned.size() || now[i].rows > planned[i].rows;
    if (more) return more_would_go(now[i]);
  }
  return {};
}

std::string script_of(const change::Operations& operations, Dialect dialect) {
  std::string text;
  for (const Operation& one : operations) {
    text += sql::terminated(one.statement, dialect) + '\n';
  }
  return text;
}

std::vector<std::string> summaries(const SchemaPlan& plan) {
  std::vector<std::string> all;
  for (const SchemaStep& step : plan.steps) {
    for (const Operation& one : step.up) {
      if (!one.summary.empty()) all.push_back(one.summary);
    }
  }
  return all;
}

/// The steps of a plan as a driver carries them out, with what the history
/// keeps of it.
class PushTasks {
 public:
  PushTasks(const PushPlan& planned, const HistoryTable& table,
            std::optional<history::Layout> created)
      : created_(std::move(created)) {
    const Dialect dialect = table.dialect();
    if (created_) add(created_->sql, {}, true, dialect);
    for (const SchemaStep& step : planned.plan.steps) {
      add(script_of(step.up, dialect), {}, SchemaStep::transactional(step.up),
          dialect);
    }
  }

  // With the first that is changed, since what comes then may fail.
  void record(const HistoryTable& table, const std::string& fingerprint,
              const history::RunEntry& entry) {
    std::size_t first = 0;
    if (created_) {
      append(tasks_[0].records.back(), created_->record);
      first = all_in_one() ? 0 : 1;
    }
    auto& begin = tasks_[first].records.front();
    begin.push_back(history::pushed_record(table, fingerprint));
    begin.push_back(history::log_begun(table, entry));
    tasks_.back().records.back().push_back(history::log_ended(table, entry));
  }

  bool all_in_one() const {
    return tasks_.size() == (created_ ? 2U : 1U) && tasks_.back().transactional;
  }
  std::span<const driver::Task> tasks() const { return tasks_; }
  /// Of a number of tasks.
  std::size_t steps_among(std::size_t tasks) const {
    return created_ && tasks > 0 ? tasks - 1 : tasks;
  }
  std::size_t steps() const { return steps_among(tasks_.size()); }

 private:
  // What is viewed must not move: neither texts nor ranges.
  struct Script {
    std::string sql = {};
    std::vector<StatementRange> statements = {};
  };

  static void append(std::vector<driver::Query>& to,
                     const std::vector<driver::Query>& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  void add(std::string sql, std::vector<driver::Query> records,
           bool transactional, Dialect dialect) {
    Script& script = *scripts_.emplace_back(
        std::make_unique<Script>(Script{.sql = std::move(sql)}));
    script.statements = sql::split(script.sql, dialect).ranges;
    driver::Task task{.sql = script.sql,
                      .terminated = true,
                      .transactional = transactional,
                      .statements = script.statements};
    task.records.resize(transactional ? 1 : script.statements.size() + 1);
    append(task.records.front(), records);
    tasks_.push_back(std::move(task));
  }

  std::optional<history::Layout> created_;
  std::vector<std::unique_ptr<Script>> scripts_;
  std::vector<driver::Task> tasks_;
};

std::string what_was_kept(const PushTasks& list,
                          const driver::Outcome& outcome) {
  const std::size_t steps = list.steps_among(outcome.committed);
  if (steps == 0 && outcome.statements_kept == 0) {
    return "the schema is as it was: all was rolled back";
  }
  return fmt::format(
      "{} of {} steps of the plan were kept, since the database does not let "
      "them be in one transaction{}",
      steps, list.steps(),
      outcome.statements_kept == 0
          ? std::string()
          : fmt::format(", and {} statements of the next",
                        outcome.statements_kept));
}

Error not_pushed(const PushTasks& list, const driver::Outcome& outcome) {
  const driver::TaskFailure& failure = *outcome.failure;
  Error error = failure.error;
  const driver::Task& task = list.tasks()[failure.task];
  if (failure.statement && *failure.statement < task.statements.size()) {
    error.notes.push_back(
        fmt::format("the statement: {}", task.statement(*failure.statement)));
  }
  if (error.code == ErrorCode::connection_lost) return error;
  error.notes.push_back(what_was_kept(list, outcome));
  if (error.hint.empty()) {
    error.hint = "change the schema files or the rows, and push again";
  }
  return error;
}

/// The second half: all that happens on the live database.
class Pushing {
 public:
  Pushing(const PushRequest& request, const PushPlan& planned,
          const HistoryTable& table, Connection& connection,
          run::Limited& limited)
      : request_(request),
        planned_(planned),
        table_(table),
        session_(connection.session()),
        limited_(limited) {}

  Result<void> run() {
    const run::Held held(session_);
    if (auto locked = session_.lock({.name = table_.name()},
                                    limited_.listener(), limited_.stop());
        !locked) {
      return locked;
    }
    if (auto same = check_still(); !same) return same;
    auto created = layout();
    if (!created) return std::move(created).error();
    PushTasks list(planned_, table_, *std::move(created));
    const history::RunEntry entry = log_entry();
    list.record(table_, schema::fingerprint(planned_.plan.to), entry);
    const driver::Outcome outcome = session_.run(
        list.tasks(),
        list.all_in_one() ? TransactionMode::batch : TransactionMode::each,
        limited_.listener(), limited_.stop());
    if (outcome.failure) {
      Error error = not_pushed(list, outcome);
      log_failure(entry, error);
      return error;
    }
    return check_made();
  }

 private:
  Result<Model> live() {
    const auto histories = histories_of(request_, table_);
    if (!histories) return histories.error();
    return run::live_schema(session_, *histories);
  }

  // What was looked at without the lock.
  Result<void> check_still() {
    if (auto free = run::check_unprotected(session_, table_); !free) {
      return free;
    }
    const auto now = live();
    if (!now) return now.error();
    if (!schema::differences(planned_.plan.from, *now).empty()) {
      return changed_meanwhile();
    }
    const auto losses = counted_losses(session_, planned_.plan);
    if (!losses) return losses.error();
    return check_no_more(*losses, planned_.losses);
  }

  Result<std::optional<history::Layout>> layout() {
    std::optional<history::Layout> layout;
    const auto summary = history::read_summary(session_, table_);
    if (!summary) return summary.error();
    if (summary->exists) return layout;
    const auto schema = session_.query(history::schema_query(table_));
    if (!schema) return schema.error();
    layout = history::create_layout(table_, !schema->empty());
    return layout;
  }

  history::RunEntry log_entry() const {
    const MigratorOptions& options = request_.migrate;
    return {
        .run = random_name(),
        .action = "push",
        .steps = summaries(planned_.plan),
        .run_by = options.applied_by.empty() ? operating_system_user()
                                             : options.applied_by,
        .program = options.program.empty() ? program_name() : options.program,
        .set_digest =
            request_.set ? std::string(request_.set->digest()) : std::string()};
  }

  // As well as it can be.
  void log_failure(const history::RunEntry& entry, const Error& error) {
    const driver::Task task{
        .records = {{history::log_failed(table_, entry, 0, error.message)}}};
    static_cast<void>(session_.run({&task, 1}, TransactionMode::each,
                                   limited_.listener(), StopToken()));
  }

  Result<void> check_made() {
    const auto now = live();
    if (!now) return now.error();
    const auto found = schema::differences(planned_.plan.to, *now);
    if (!found.empty()) return made_otherwise(found.front());
    return {};
  }

  const PushRequest& request_;
  const PushPlan& planned_;
  const HistoryTable& table_;
  driver::Session& session_;
  run::Limited& limited_;
};

}  // namespace

std::string name_of(const Loss& loss) {
  const Identity& id = loss.object;
  std::string name = id.schema.empty() || id.schema == "public"
                         ? std::string()
                         : id.schema + '.';
  if (!id.table.empty()) name += id.table + '.';
  return name + id.name;
}

Result<PushPlan> plan_push(const PushRequest& request) {
  const auto table = history_of(request);
  if (!table) return table.error();
  auto files = read_schema_files(request.schema);
  if (!files) return std::move(files).error();
  auto live = connect(request.database.text(),
                      {.read_only = true, .stop = request.migrate.stop});
  if (!live) return std::move(live).error();
  auto free = run::check_unprotected(live->session(), *table);
  if (!free) return std::move(free).error();
  if (auto done = check_up_to_date(request, *live); !done) {
    return std::move(done).error();
  }
  auto plan = plan_between({.from = OfDatabase{request.database, table->name()},
                            .to = OfFiles{*std::move(files)},
                            .dialect = request.database.dialect(),
                            .before = request.before,
                            .renames = request.renames,
                            .keeps = request.keeps,
                            .server = request.server,
                            .on_connect = request.on_connect,
                            .stop = request.migrate.stop});
  if (!plan) return std::move(plan).error();
  if (auto alone = check_no_other_history(*plan); !alone) {
    return std::move(alone).error();
  }
  auto losses = counted_losses(live->session(), *plan);
  if (!losses) return std::move(losses).error();
  return PushPlan{.plan = *std::move(plan), .losses = *std::move(losses)};
}

Result<void> push(const PushRequest& request, const PushPlan& planned) {
  const auto table = history_of(request);
  if (!table) return table.error();
  auto connection =
      connect(request.database.text(), {.stop = request.migrate.stop});
  if (!connection) return std::move(connection).error();
  run::Limited limited(connection->session(), request.migrate);
  auto done = Pushing(request, planned, *table, *connection, limited).run();
  limited.listener().rethrow();
  return done;
}

std::string push_script(const SchemaPlan& plan, Dialect dialect) {
  std::string text;
  for (const SchemaStep& step : plan.steps) {
    text += script_of(step.up, dialect);
  }
  return text;
}

}  // namespace godwit::generate
