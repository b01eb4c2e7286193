// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/migrator.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "command/of_set.h"
#include "driver/database_url.h"

namespace godwit::command {

using Sets = std::span<const EmbeddedSet>;

/// "auth_migrations (sqlite), shop_migrations (sqlite)".
std::string names_of(Sets sets);

/// One set that a command is about, or that goes before.
struct AimedSet {
  EmbeddedSet embedded;
  /// Qualified, for people.
  std::string history_table = {};
  /// It was not asked for, but what was asked for requires it.
  bool prerequisite = false;
};

struct MigratedSet : AimedSet {
  Migrator migrator;

  std::string_view name() const noexcept { return embedded.name(); }
};

/// A connection, and what migrates through it.
struct Database {
  Connection connection;
  /// Not empty; in the order in which they apply.
  std::vector<MigratedSet> sets;

  /// Precondition: there is one of that name.
  MigratedSet& set(std::string_view name);
};

struct DatabaseRequest {
  driver::DatabaseUrl url;
  std::span<const AimedSet> sets = {};
  /// Waits and hears as `migrate` says.
  ConnectOptions connect = {};
  /// Of all sets; each has its own history table.
  MigratorOptions migrate = {};
};

/// How to connect: as patiently as it waits for locks, unless `connect` is to
/// wait for the server, and with the functions of the sets.
ConnectOptions connect_options(const DatabaseRequest& request);

Result<Database> open_database(const DatabaseRequest& request);

using Plans = std::vector<OfSet<Plan>>;
using Runs = std::vector<OfSet<RunReport>>;
using Statuses = std::vector<OfSet<Status>>;

/// What `init` did for a set.
struct HistoryTable {
  /// Qualified.
  std::string name = {};
  bool created = false;
};

/// What each set would do, as long as all can. `to` and `steps` are about the
/// sets that were asked for.
Result<Plans> plan_up(Database& database, const UpRequest& request);
Result<Plans> plan_down(Database& database, const DownRequest& request);
Result<Plans> plan_baseline(Database& database, const BaselineRequest& request);
Result<Plans> plan_seed(Database& database, const SeedRequest& request);
/// The last set first.
Result<Plans> plan_reset(Database& database);

/// Up to the first failure, which is in the last report. Where a plan is empty
/// nothing is run.
Runs up(Database& database, const UpRequest& request);
Runs run(Database& database, const Plans& plans);
/// Precondition: there is one set.
Runs baseline(Database& database, const BaselineRequest& request);

Result<Statuses> status(Database& database, const StatusRequest& request = {});
Result<std::vector<OfSet<std::vector<LoggedRun>>>> logs(Database& database);
/// One error that names all differences of all sets.
Result<void> verify(Database& database, const VerifyRequest& request);
/// The same once others have applied everything, or the time is over, or
/// waiting does not help. `behind` hears of it who migrates just now; empty:
/// nobody.
Result<void> verify_by(
    Deadline deadline, Database& database, const VerifyRequest& request,
    const StopToken& stop,
    const std::function<void(EmbeddedSet, std::string_view)>& behind);
/// The error of `verify` tells how the database differs, and not why nobody
/// could find out.
bool is_difference(const Error& error);
Result<std::vector<OfSet<HistoryTable>>> init(Database& database);
/// In all histories. True: one of them was changed.
Result<bool> protect(Database& database, const ProtectRequest& request);
/// Before something takes everything away: that no history protects it. See
/// run::check_unprotected.
Result<void> check_unprotected(Database& database);
/// Of at least one set.
Result<bool> has_history(Database& database);

/// A set of the database that others on it require.
struct RequiredSet {
  std::string_view name = {};
  std::vector<EmbeddedSet> others = {};
};

/// The first that another of the carried sets requires, which is applied: to
/// undo it is to undo what is under the feet of that one. Absent: there is
/// none.
Result<std::optional<RequiredSet>> find_required(
    Database& database, Sets carried, const MigratorOptions& options);

}  // namespace godwit::command
