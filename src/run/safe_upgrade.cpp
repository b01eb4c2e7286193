// SPDX-License-Identifier: BSL-1.0
#include <godwit/safe_upgrade.h>

#include <chrono>
#include <utility>

#include "migration/on_connect.h"
#include "run/copy.h"

namespace godwit {
namespace {

using Clock = std::chrono::steady_clock;

bool does_something(const RunReport& report) {
  return !report.done.empty() || !report.baseline.empty();
}

Result<bool> has_pending(Connection& connection, EmbeddedSet asked,
                         const SafeUpgradeOptions& options) {
  for (const EmbeddedSet set : with_required(asked)) {
    MigratorOptions own = options.migrator;
    // That name is for the history of the other one.
    if (set != asked) own.history_table.clear();
    UpRequest request = set == asked ? options.up : options.up.of_required();
    request.with_required = false;
    const auto plan =
        Migrator(connection, set, std::move(own)).plan_up(request);
    if (!plan) return plan.error();
    if (!plan->empty()) return true;
  }
  return false;
}

RunReport migrate(const std::string& url, EmbeddedSet set,
                  const ConnectOptions& connecting,
                  const SafeUpgradeOptions& options) {
  auto connection = connect(url, connecting);
  if (!connection) return {.error = std::move(connection).error()};
  return Migrator(*connection, set, options.migrator).up(options.up);
}

SafeUpgradeReport upgrade(Connection& connection, EmbeddedSet set,
                          const ConnectOptions& connecting,
                          const SafeUpgradeOptions& options) {
  const run::CopyRequest request{.directory = options.copy_directory,
                                 .keep_old = options.keep_old,
                                 .on_connect = connecting.on_connect};
  const auto pending = has_pending(connection, set, options);
  if (!pending) return {.run = {.error = pending.error()}};
  if (!*pending) {
    run::remove_left_copy(connection.session(), request, options.migrator);
    return {.run = Migrator(connection, set, options.migrator).up(options.up)};
  }
  SafeUpgradeReport report;
  const auto upgraded = run::upgrade_by_copy(
      connection.session(), request, options.migrator,
      [&](const std::string& url) -> Result<bool> {
        report.run = migrate(url, set, connecting, options);
        if (!report.run.ok()) return *report.run.error;
        return does_something(report.run);
      });
  if (!upgraded) {
    report.run.error = upgraded.error();
    run::forget_what_was_done(report.run);
  }
  report.upgraded = upgraded && *upgraded;
  return report;
}

}  // namespace

SafeUpgradeReport safe_upgrade(std::string_view database_url, EmbeddedSet set,
                               const SafeUpgradeOptions& options) {
  const Clock::time_point begin = Clock::now();
  const ConnectOptions connecting{
      .stop = options.migrator.stop,
      .on_connect = on_connect_of(with_required(set), options.on_connect)};
  auto connection = connect(database_url, connecting);
  if (!connection) return {.run = {.error = std::move(connection).error()}};
  SafeUpgradeReport report = upgrade(*connection, set, connecting, options);
  report.run.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      Clock::now() - begin);
  return report;
}

}  // namespace godwit
