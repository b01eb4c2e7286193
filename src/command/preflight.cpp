// SPDX-License-Identifier: BSL-1.0
#include "command/preflight.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <utility>

#include "base/number.h"
#include "check/lint.h"
#include "migration/file_name.h"
#include "migration/placeholders.h"

namespace godwit::command {
namespace {

using driver::Observation;
using driver::Weight;

// A table of fewer rows is read or written in some milliseconds.
constexpr std::int64_t few_rows = 10000;

bool is_one_of(std::string_view topic,
               std::initializer_list<std::string_view> topics) {
  return std::find(topics.begin(), topics.end(), topic) != topics.end();
}

std::string label(const Step& step) {
  return migration_label(step.version, step.name);
}

std::string in_words(const Observation& one) {
  return one.remedy.empty()
             ? fmt::format("{}: {}", one.topic, one.what)
             : fmt::format("{}: {} ({})", one.topic, one.what, one.remedy);
}

std::string rows_of(const driver::TableSize& size) {
  if (!size.rows) return "an unknown number of rows";
  return fmt::format(
      "{}{} rows",
      size.from == driver::RowsFrom::at_least ? "more than " : "about ",
      *size.rows);
}

/// Goes through the list from top to bottom.
class CheckList {
 public:
  CheckList(Database& database, const UpRequest& up,
            const MigratorOptions& options)
      : database_(database),
        up_(up),
        options_(options),
        diagnosis_(diagnose(database)) {}

  Preflight run() {
    list_.database = diagnosis_.database;
    ask(of_doctor("database-sound", "does doctor find no error?", Weight::error,
                  {}));
    ask(of_doctor(
        "nothing-in-the-way",
        "is nobody in the way: no long transaction, no lock on a "
        "table that is changed?",
        Weight::warning,
        {"transactions", "prepared-transactions", "locks", "journal", "run"}));
    ask(space());
    history();
    protection();
    plan();
    lint();
    people();
    return std::move(list_);
  }

 private:
  void ask(CheckItem item) { list_.items.push_back(std::move(item)); }

  // By what doctor says of some topics, or of all, from a weight on.
  CheckItem of_doctor(std::string id, std::string question, Weight from,
                      std::initializer_list<std::string_view> topics) const {
    CheckItem item{.id = std::move(id),
                   .answer = Answer::passed,
                   .question = std::move(question)};
    for (const Observation& one : diagnosis_.observations) {
      if (topics.size() > 0 && !is_one_of(one.topic, topics)) continue;
      if (one.weight < from) continue;
      item.answer = Answer::failed;
      item.details.push_back(in_words(one));
    }
    return item;
  }

  // How much is free on a server, nobody can tell from here.
  CheckItem space() const {
    CheckItem item = of_doctor("space", "is there room for what is written?",
                               Weight::warning, {"space"});
    for (const Observation& one : diagnosis_.observations) {
      if (one.topic != "space" || one.weight != Weight::note) continue;
      if (item.answer == Answer::passed) item.answer = Answer::open;
      item.details.push_back(in_words(one));
    }
    return item;
  }

  void history() {
    CheckItem item{
        .id = "history-verified",
        .answer = Answer::passed,
        .question = "is what was applied what this binary carries, unchanged?"};
    for (MigratedSet& set : database_.sets) {
      const Result<void> verified = set.migrator.verify();
      if (verified || verified.error().code == ErrorCode::pending) continue;
      item.answer = Answer::failed;
      item.details.push_back(
          fmt::format("{}: {}", set.name(), verified.error().message));
      for (const std::string& note : verified.error().notes) {
        item.details.push_back(note);
      }
      item.remedy = verified.error().hint;
    }
    ask(std::move(item));
  }

  // A database may be meant to be without, so that this is never a failure.
  void protection() {
    CheckItem item{
        .id = "protected",
        .answer = Answer::passed,
        .question = "does the database refuse to be reset or restored over?"};
    for (MigratedSet& set : database_.sets) {
      const auto status = set.migrator.status();
      if (!status) continue;
      if (!status->protection.empty()) {
        item.details.push_back(
            fmt::format("{}: {}", set.name(), status->protection));
      } else if (is_to_be_protected(*status)) {
        item.details.push_back(
            fmt::format("{}: up will see to that", set.name()));
      } else {
        item.answer = Answer::open;
        item.details.push_back(
            fmt::format("{}: it is not protected", set.name()));
      }
    }
    if (item.answer == Answer::open) {
      item.remedy = "protect it, if it is production, with Migrator::protect";
    }
    ask(std::move(item));
  }

  bool is_to_be_protected(const Status& status) const {
    return !options_.protection.empty() &&
           status.count(MigrationState::pending) > 0;
  }

  void plan() {
    CheckItem item{.id = "plan-made",
                   .answer = Answer::passed,
                   .question = "is it known what up would do?"};
    auto plans = plan_up(database_, up_);
    auto details = plans ? detailed(database_, *std::move(plans))
                         : Result<DetailedPlans>(plans.error());
    if (!details) {
      item.answer = Answer::failed;
      item.details.push_back(details.error().message);
      item.remedy = details.error().hint;
      return ask(std::move(item));
    }
    list_.hash = details->hash;
    std::size_t steps = 0;
    for (const auto& [set, plan] : details->sets) {
      steps += plan.steps.size();
      for (const Step& step : plan.plan.steps) note_files(*step.migration);
      if (!plan.steps.empty()) {
        item.details.push_back(fmt::format("{}: {} to {}", set,
                                           label(plan.plan.steps.front()),
                                           label(plan.plan.steps.back())));
      }
    }
    item.details.insert(item.details.begin(),
                        fmt::format("{} pending, plan {}",
                                    counted(steps, "migration"), list_.hash));
    item.remedy =
        fmt::format("Migrator::run {} does that, and nothing else", list_.hash);
    ask(std::move(item));
    way_back(*details);
    losses(*details);
    downtime(*details);
  }

  void note_files(const Migration& migration) {
    files_.insert(migration.up.file);
    if (migration.down) files_.insert(migration.down->file);
  }

  template <typename Visit>
  static void for_each_step(const DetailedPlans& plans, const Visit& visit) {
    for (const auto& [set, plan] : plans.sets) {
      for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        visit(plan.plan.steps[i], plan.steps[i]);
      }
    }
  }

  void way_back(const DetailedPlans& plans) {
    CheckItem item{.id = "rollback-plan",
                   .answer = Answer::passed,
                   .question = "is there a way back for each migration?"};
    for_each_step(plans, [&](const Step& step, const PlannedStep& planned) {
      if (planned.reversible) return;
      item.details.push_back(
          fmt::format("{}: {}", label(step), planned.not_undone.front()));
      const bool said =
          step.migration != nullptr && !step.migration->irreversible.empty();
      // Whoever has written down why has thought of it; others have not.
      item.answer =
          said && item.answer != Answer::failed ? Answer::open : Answer::failed;
    });
    if (item.answer != Answer::passed) {
      item.remedy =
          "write a way down, or -- godwit: irreversible <reason>; then the way "
          "back is a backup that somebody has tried to restore";
    }
    ask(std::move(item));
  }

  void losses(const DetailedPlans& plans) {
    CheckItem item{.id = "no-data-loss",
                   .answer = Answer::passed,
                   .question = "does nothing lose rows or values?"};
    for_each_step(plans, [&](const Step& step, const PlannedStep& planned) {
      for (const PlannedStatement& statement : planned.statements) {
        for (const std::string& loss : statement.losses) {
          item.answer = Answer::open;
          item.details.push_back(fmt::format("{}: {}", label(step), loss));
        }
      }
    });
    if (item.answer == Answer::open) {
      item.remedy = "has its owner agreed, and is there a backup of it?";
    }
    ask(std::move(item));
  }

  static bool takes_long(const PlannedTable& table) {
    const check::TableEffect& effect = table.effect;
    if (effect.made_here || !(effect.reads_all || effect.rewrites)) {
      return false;
    }
    return table.size.rows.value_or(few_rows) >= few_rows;
  }

  void downtime(const DetailedPlans& plans) {
    CheckItem item{.id = "zero-downtime",
                   .answer = Answer::passed,
                   .question =
                       "does nobody wait while a large table is read or "
                       "written?"};
    for_each_step(plans, [&](const Step& step, const PlannedStep& planned) {
      for (const PlannedStatement& statement : planned.statements) {
        for (const PlannedTable& table : statement.tables) {
          if (!takes_long(table) || table.effect.blocks.empty()) continue;
          item.answer = Answer::failed;
          item.details.push_back(fmt::format(
              "{}: all rows of \"{}\" ({}) are {} while {} wait", label(step),
              table.effect.table.name, rows_of(table.size),
              table.effect.rewrites ? "written" : "read", table.effect.blocks));
        }
      }
    });
    if (item.answer == Answer::failed) {
      item.remedy =
          "do it in steps that do not block (lint says how), or in a "
          "maintenance window";
    }
    ask(std::move(item));
  }

  // What databases have already is the past.
  static std::optional<Version> last_applied(const Status& status) {
    std::optional<Version> last;
    for (const StatusEntry& entry : status.entries) {
      if (entry.applied && !entry.file.empty()) last = entry.version;
    }
    return last;
  }

  void lint() {
    CheckItem item{.id = "lint",
                   .answer = Answer::passed,
                   .question = "has lint nothing against what is pending?"};
    for (MigratedSet& set : database_.sets) {
      const auto migrations = set_to_look_at(set.embedded);
      const auto status = set.migrator.status();
      if (!migrations || !status) continue;
      for (const check::Finding& finding :
           check::lint(*migrations, {.since = last_applied(*status)})) {
        if (!files_.contains(finding.what.location.file)) continue;
        item.answer = Answer::failed;
        item.details.push_back(fmt::format(
            "{}:{}: {} [{}]", finding.what.location.file,
            finding.what.location.line, finding.what.message, finding.rule));
      }
    }
    if (item.answer == Answer::failed) {
      item.remedy =
          "mend it, or allow it where it stands with -- godwit: allow "
          "<rule> <reason>";
    }
    ask(std::move(item));
  }

  std::string digests() const {
    std::string text;
    for (const MigratedSet& set : database_.sets) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", set.name(),
                          set.embedded.digest());
    }
    return text;
  }

  void people() {
    ask({.id = "backup",
         .question = "is there a backup of today, and has somebody restored "
                     "one?",
         .remedy = "make one with backup, and restore it elsewhere"});
    ask({.id = "same-artifact",
         .question = "is this the binary that staging has run?",
         .details = {digests()},
         .remedy = "compare the digests with those that list shows there"});
    ask({.id = "staging",
         .question = "has this plan run on staging, with as many rows?"});
    ask({.id = "old-programs",
         .question = "do programs that run now bear the new schema until they "
                     "are replaced?"});
    ask({.id = "review",
         .question = "has a second person read the migrations?"});
    ask({.id = "window",
         .question = "is the time agreed, and does somebody watch while it "
                     "runs?"});
  }

  Database& database_;
  const UpRequest& up_;
  const MigratorOptions& options_;
  Diagnosis diagnosis_;
  /// Of the migrations that the plan runs.
  std::set<std::string> files_;
  Preflight list_;
};

}  // namespace

std::string_view to_string(Answer answer) noexcept {
  switch (answer) {
    case Answer::passed:
      return "passed";
    case Answer::failed:
      return "failed";
    case Answer::open:
      break;
  }
  return "open";
}

std::size_t Preflight::count(Answer answer) const {
  return static_cast<std::size_t>(std::count_if(
      items.begin(), items.end(),
      [&](const CheckItem& one) { return one.answer == answer; }));
}

Preflight preflight(const DatabaseRequest& request, const UpRequest& up) {
  auto database = open_database(request);
  if (database) return CheckList(*database, up, request.migrate).run();
  return {.items = {{.id = "database-sound",
                     .answer = Answer::failed,
                     .question = "can the database be reached?",
                     .details = {database.error().message},
                     .remedy = database.error().hint}}};
}

}  // namespace godwit::command
