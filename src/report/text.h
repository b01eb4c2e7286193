// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command/of_set.h"
#include "command/show.h"
#include "report/terminal.h"
#include "schema/catalog.h"

namespace godwit::report {

using command::OfSet;

/// Text for people. Unless it says otherwise a text has no final newline.

/// "3.2 ms", "1.24 s", "2 min 03 s".
std::string duration(std::chrono::microseconds time);

/// "1 migration", "2 migrations".
std::string migrations(std::size_t count);

/// How many steps of each kind there are.
class KindCounts {
 public:
  template <typename Steps>
  void add(const Steps& steps) {
    for (const auto& step : steps) ++count(step.kind);
  }
  /// "2 migrations and 1 repeatable script"; "0 migrations" where there is none
  /// of any kind.
  std::string text() const;
  /// Absent: there are others than migrations.
  std::optional<std::size_t> only_migrations() const {
    return repeatable_ + seeds_ == 0 ? std::optional(versioned_) : std::nullopt;
  }
  bool empty() const { return versioned_ + repeatable_ + seeds_ == 0; }

 private:
  std::size_t& count(MigrationKind kind);

  std::size_t versioned_ = 0;
  std::size_t repeatable_ = 0;
  std::size_t seeds_ = 0;
};

/// "0001_create_person".
std::string label(const Version& version, std::string_view name);

/// "applied  0001_create_person  (3.2 ms)", or "reverted …".
std::string step_line(Direction direction, std::string_view label,
                      std::chrono::microseconds time, bool colour);

/// "recorded  0001_create_person  (not run)".
std::string baseline_line(std::string_view label, bool colour);
/// How a database differs from a replay up to a version.
std::string replay_text(
    const std::vector<schema::ObjectDifference>& differences,
    std::string_view version);

/// "2 migrations applied in 5 ms", "1 migration recorded and 2 applied in 5
/// ms". Precondition: the runs did something.
std::string summary(std::span<const OfSet<RunReport>> runs);

/// What a database has beyond the sets of a binary, such as "the database also
/// has 0003_add_email, which is newer than this binary". Empty: nothing.
std::string newer_text(std::span<const OfSet<RunReport>> runs);
std::string newer_text(std::span<const OfSet<Plan>> plans);

/// to_string(error) with colours, harmless to a terminal and, in the line of
/// the source, no wider than it; with another word than "error" where it is
/// something else, such as "warning".
std::string diagnostic_text(const Error& error, std::string_view severity,
                            const Terminal& terminal = {});

/// What plans would run on a database: SQL with comments that say what belongs
/// to what.
std::string plan_text(std::string_view database,
                      std::span<const OfSet<Plan>> plans);

/// A line for each: "0007_add_email  accepted: the text is that of now".
std::string amendments_text(std::span<const Amendment> amendments);

/// The SQL of migrations with comments that say which it is, or, of one half,
/// the SQL alone.
std::string show_text(std::span<const command::ShownMigration> migrations,
                      std::optional<Direction> half);

}  // namespace godwit::report
