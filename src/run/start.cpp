// SPDX-License-Identifier: BSL-1.0
#include <godwit/start.h>

#include <chrono>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/deadline.h"
#include "base/errors.h"
#include "migration/on_connect.h"
#include "plan/refusals.h"
#include "run/await.h"

namespace godwit {
namespace {

using Clock = std::chrono::steady_clock;

/// A set and all that it requires, in the order in which they apply.
class Migrators {
 public:
  Migrators(Connection& connection, EmbeddedSet asked,
            const MigratorOptions& options) {
    for (const EmbeddedSet set : with_required(asked)) {
      MigratorOptions own = options;
      // That name is for the history of the other one.
      if (set != asked) own.history_table.clear();
      all_.push_back(
          {.migrator = &migrators_.emplace_back(connection, set, own),
           .set = set,
           .history_table = set == asked
                                ? std::string_view(options.history_table)
                                : std::string_view()});
    }
  }

  const std::vector<run::Awaited>& all() const { return all_; }

 private:
  std::deque<Migrator> migrators_;  // keeps its elements where they are
  std::vector<run::Awaited> all_;
};

void name_newer(const Status& status, EmbeddedSet set, RunReport& report) {
  for (const StatusEntry& entry : status.entries) {
    if (!entry.newer) continue;
    report.newer.push_back({.set = std::string(set.name()),
                            .version = entry.version,
                            .name = entry.name});
  }
}

/// As Migrator::verify. `waited`: the time for others is over.
Result<void> verify(const run::Awaited& one, bool waited, RunReport& report) {
  const auto status = one.migrator->status();
  if (!status) return status.error();
  if (!status->up_to_date()) {
    Error error = not_verified(*status, {});
    return waited ? run::not_applied_in_time(std::move(error), status->running)
                  : std::move(error);
  }
  name_newer(*status, one.set, report);
  return {};
}

RunReport verify_all(const Migrators& migrators, bool waited) {
  RunReport report;
  for (const run::Awaited& one : migrators.all()) {
    if (auto verified = verify(one, waited, report); !verified) {
      report.error = std::move(verified).error();
      break;
    }
  }
  return report;
}

run::Waiting waiting_until(Deadline deadline, const MigratorOptions& options) {
  run::Waiting waiting{.deadline = deadline, .stop = options.stop};
  if (options.on_event) {
    waiting.behind = [&options](EmbeddedSet set, std::string_view holder) {
      options.on_event(
          {.kind = Event::Kind::behind, .set = set.name(), .text = holder});
    };
  }
  return waiting;
}

RunReport wait(Connection& connection, const Migrators& migrators,
               Deadline deadline, const MigratorOptions& options) {
  const auto there = run::await_applied(connection.session(), migrators.all(),
                                        waiting_until(deadline, options));
  if (!there) return {.error = there.error()};
  return verify_all(migrators, !*there);
}

RunReport start_by(Deadline deadline, Connection& connection, EmbeddedSet set,
                   const StartOptions& options) {
  if (options.mode == StartMode::apply) {
    return Migrator(connection, set, options.migrator).up(options.up);
  }
  const Migrators migrators(connection, set, options.migrator);
  return options.mode == StartMode::wait
             ? wait(connection, migrators, deadline, options.migrator)
             : verify_all(migrators, false);
}

ConnectOptions connect_options(EmbeddedSet set, const StartOptions& options) {
  ConnectOptions connecting{.read_only = options.mode != StartMode::apply,
                            .patience = options.patience,
                            .await_server = options.patience.count() > 0,
                            .stop = options.migrator.stop};
  connecting.on_connect = on_connect_of(with_required(set), options.on_connect);
  if (options.migrator.on_event) {
    connecting.on_retry = [&options](std::string_view why) {
      options.migrator.on_event(
          {.kind = Event::Kind::unreachable, .text = why});
    };
  }
  return connecting;
}

RunReport timed(Clock::time_point begin, RunReport report) {
  report.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      Clock::now() - begin);
  return report;
}

}  // namespace

std::string_view to_string(StartMode mode) noexcept {
  switch (mode) {
    case StartMode::apply:
      return "apply";
    case StartMode::wait:
      return "wait";
    case StartMode::verify:
      return "verify";
  }
  return "unknown";
}

RunReport start(std::string_view database_url, EmbeddedSet set,
                const StartOptions& options) {
  const Clock::time_point begin = Clock::now();
  const Deadline deadline = deadline_after(options.patience);
  auto connection = connect(database_url, connect_options(set, options));
  if (!connection) return timed(begin, {.error = connection.error()});
  return timed(begin, start_by(deadline, *connection, set, options));
}

RunReport start(Connection& connection, EmbeddedSet set,
                const StartOptions& options) {
  return timed(Clock::now(), start_by(deadline_after(options.patience),
                                      connection, set, options));
}

}  // namespace godwit
