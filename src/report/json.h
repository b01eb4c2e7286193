// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migrator.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

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
};

/// A set in both its forms.
struct CarriedSet {
  const EmbeddedSet* embedded = nullptr;
  MigrationSet migrations = {};
};

/// One file that `create` wrote.
struct CreatedFile {
  Dialect dialect = Dialect::sqlite;
  std::string version = {};
  std::string path = {};
};

std::string run_json(const Heading& heading, const RunReport& report);
std::string plan_json(const Heading& heading, const Plan& plan);
std::string status_json(const Heading& heading, const Status& status);
std::string verify_json(const Heading& heading);
std::string init_json(const Heading& heading, std::string_view history_table,
                      bool created);
std::string list_json(const Heading& heading, std::span<const CarriedSet> sets);
std::string create_json(const Heading& heading,
                        std::span<const CreatedFile> files);
std::string help_json(const Heading& heading, std::string_view text);
std::string version_json(const Heading& heading, std::string_view version);
std::string error_json(const Heading& heading, const Error& error);

}  // namespace godwit::report
