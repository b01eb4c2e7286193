// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/effects.h"
#include "command/create.h"
#include "command/database.h"
#include "command/inspect.h"
#include "command/rebase.h"
#include "command/show.h"
#include "command/squash.h"
#include "schema/catalog.h"

namespace godwit::report {

/// One JSON document for each command, as docs/json.md describes. Text that is
/// not UTF-8 shows U+FFFD. No final newline.

/// Grows when a field changes its meaning or goes; new fields do not count.
inline constexpr int json_format = 1;

/// What every document begins with.
struct Heading {
  /// Empty: no command was understood.
  std::string command = {};
  /// Absent: no database was chosen.
  std::optional<Dialect> dialect = {};
  /// Connection::description(). Empty: not connected.
  std::string database = {};
  int exit_code = 0;
  /// The file that a run has written a backup to. Empty: none.
  std::string backup = {};
  /// What `baseline --verify` has found. Absent: it was not asked for.
  std::optional<std::vector<schema::ObjectDifference>> differences = {};
  /// What `redo` has undone before. Absent: it is something else.
  std::optional<command::Runs> undone = {};
};

using command::CarriedSet;
using command::CreatedFile;
using command::HistoryTable;
using command::OfSet;

/// Neither may be empty.
std::string run_json(const Heading& heading,
                     std::span<const OfSet<RunReport>> runs);
std::string plan_json(const Heading& heading,
                      std::span<const OfSet<Plan>> plans);
/// The script that `--dry-run --script` prints. Empty: nothing is to be done.
std::string script_json(const Heading& heading, const std::string& hash,
                        const std::string& script);
std::string status_json(const Heading& heading,
                        std::span<const OfSet<Status>> statuses);
std::string verify_json(const Heading& heading);
/// `reason` empty: it is not protected.
std::string protect_json(const Heading& heading, const std::string& reason,
                         bool changed);
/// What is kept still, and what was removed.
std::string forget_json(const Heading& heading, std::span<const KeptTable> kept,
                        std::span<const KeptTable> forgotten);

/// The database is there.
std::string wait_json(const Heading& heading);
std::string create_database_json(const Heading& heading, bool created);
/// Nothing was done; why.
std::string skipped_json(const Heading& heading, std::string_view reason);
std::string resolve_json(const Heading& heading, const ResolveRequest& request);
std::string init_json(const Heading& heading,
                      std::span<const OfSet<HistoryTable>> tables);
std::string history_json(const Heading& heading,
                         std::span<const OfSet<std::vector<LoggedRun>>> logs);
std::string amendments_json(const Heading& heading,
                            std::span<const Amendment> amendments,
                            bool dry_run);
std::string show_json(const Heading& heading,
                      std::span<const command::ShownMigration> migrations);
/// Of a backup that was made or restored.
std::string backup_json(const Heading& heading, std::string_view file);
std::string list_json(const Heading& heading, std::span<const CarriedSet> sets);
/// With an error where there is a problem.
std::string inspect_json(const Heading& heading,
                         std::span<const CarriedSet> sets,
                         std::span<const Error> problems);
std::string create_json(const Heading& heading,
                        std::span<const OfSet<CreatedFile>> files);
std::string rebase_json(const Heading& heading,
                        std::span<const command::Renaming> renamings,
                        bool dry_run);
std::string squash_json(const Heading& heading, const command::Squash& squash,
                        bool dry_run);
/// What `generate` has found or written.
struct GeneratedJson {
  struct Change {
    std::string what = {};
    std::vector<std::string> warnings = {};
    std::vector<check::TableEffect> tables = {};
  };
  std::vector<Change> changes = {};
  /// What the way back would lose, such as "all values of column person.age".
  std::vector<std::string> lost_down = {};
  /// Lines that the schema may lack, as pairs of old and new.
  std::vector<std::pair<std::string, std::string>> likely_renames = {};
  struct File {
    std::string path = {};
    std::string sql = {};
  };
  std::vector<File> files = {};
  bool dry_run = false;
};
std::string generate_json(const Heading& heading,
                          const GeneratedJson& generated);
std::string drift_json(const Heading& heading, const Drift& drift);
/// What `push` has done, or would do.
struct PushedJson {
  GeneratedJson plan = {};
  struct Loss {
    /// As it is accepted, such as "person.email".
    std::string object = {};
    std::int64_t rows = 0;
  };
  std::vector<Loss> losses = {};
  std::string sql = {};
};
std::string push_json(const Heading& heading, const PushedJson& pushed);
/// Where a browser finds it.
std::string studio_json(const Heading& heading, std::string_view url);
std::string dump_json(const Heading& heading, std::string_view sql);
std::string help_json(const Heading& heading, std::string_view text);
std::string version_json(const Heading& heading, std::string_view version);
std::string error_json(const Heading& heading, const Error& error);

}  // namespace godwit::report
