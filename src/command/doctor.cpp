// SPDX-License-Identifier: BSL-1.0
#include "command/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/number.h"
#include "command/plan.h"
#include "history/history_table.h"

namespace godwit::command {
namespace {

using driver::Observation;
using driver::TableName;
using driver::Weight;

Observation observed(Weight weight, std::string topic, std::string what,
                     std::string remedy = {}) {
  return {weight, std::move(topic), std::move(what), std::move(remedy)};
}

Observation failed(std::string topic, const Error& error) {
  return observed(Weight::error, std::move(topic), error.message, error.hint);
}

Diagnosis not_reached(const Error& error) {
  return {.observations = {failed("connection", error),
                           observed(Weight::note, "server",
                                    "the rest could not be looked at")}};
}

class Doctor {
 public:
  explicit Doctor(Database& database)
      : database_(database), session_(database.connection.session()) {}

  Diagnosis run() {
    // Some drivers send nothing before.
    const auto facts = session_.facts();
    if (!facts) return not_reached(facts.error());
    diagnosis_.database = database_.connection.description();
    add(observed(Weight::ok, "connection", diagnosis_.database));
    for (MigratedSet& set : database_.sets) history_of(set);
    const driver::Examination about = examination();
    auto more = session_.examine(about);
    std::move(more.begin(), more.end(),
              std::back_inserter(diagnosis_.observations));
    return std::move(diagnosis_);
  }

 private:
  void add(Observation observation) {
    diagnosis_.observations.push_back(std::move(observation));
  }

  void history_of(MigratedSet& set) {
    const std::string topic = "history";
    const std::string name =
        fmt::format("{} of {}", set.history_table, set.name());
    const auto status = set.migrator.status();
    if (!status) return add(failed(topic, status.error()));
    if (!status->initialised) {
      add(observed(Weight::note, topic,
                   fmt::format("{} is not there yet", name), "up makes it"));
      return;
    }
    const Result<void> verified = set.migrator.verify();
    const bool only_pending =
        !verified && verified.error().code == ErrorCode::pending;
    if (verified || only_pending) {
      add(observed(Weight::ok, topic,
                   fmt::format("{}: {} applied, {} pending", name,
                               status->count(MigrationState::applied),
                               status->count(MigrationState::pending))));
    } else {
      add(observed(Weight::error, topic,
                   fmt::format("{}: {}", name, differences(verified.error())),
                   verified.error().hint));
    }
    if (!status->protection.empty()) {
      add(observed(Weight::ok, "protection",
                   fmt::format("{}: reset and restore are refused: {}", name,
                               status->protection)));
    }
    if (status->pushed) {
      add(observed(Weight::warning, "push",
                   fmt::format("{}: the schema is ahead of the migrations that "
                               "are applied",
                               name),
                   "write with 'generate' what they lack, build, and run up"));
    }
    if (!status->running.empty()) {
      add(observed(
          Weight::warning, "run",
          fmt::format("{} is migrating just now", status->running),
          "wait for it; MigratorOptions::lock_timeout says how long up does"));
    }
  }

  static std::string differences(const Error& error) {
    std::string text = error.message;
    for (const std::string& note : error.notes) text += "; " + note;
    return text;
  }

  driver::Examination examination() {
    driver::Examination about;
    for (const MigratedSet& set : database_.sets) {
      const auto table = history::HistoryTable::named(
          set.history_table, database_.connection.dialect());
      if (!table) continue;
      for (const std::string& name : table->tables()) {
        about.history.push_back({table->schema(), name});
      }
    }
    auto plans = plan_up(database_, {});
    if (!plans) {
      // What is wrong with the history has been told.
      if (!is_difference(plans.error())) {
        add(failed("plan", plans.error()));
      }
      return about;
    }
    const auto details = detailed(database_, *std::move(plans));
    if (!details) {
      add(failed("plan", details.error()));
      return about;
    }
    about.tables = touched_tables(*details);
    about.altered = altered_tables(*details);
    return about;
  }

  Database& database_;
  driver::Session& session_;
  Diagnosis diagnosis_;
};

}  // namespace

std::size_t Diagnosis::count(Weight weight) const {
  return static_cast<std::size_t>(std::count_if(
      observations.begin(), observations.end(),
      [&](const Observation& one) { return one.weight == weight; }));
}

Diagnosis diagnose(Database& database) { return Doctor(database).run(); }

Diagnosis diagnose(const DatabaseRequest& request) {
  auto database = open_database(request);
  if (database) return diagnose(*database);
  return not_reached(database.error());
}

}  // namespace godwit::command
