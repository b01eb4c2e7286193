// SPDX-License-Identifier: BSL-1.0
#include "migration/foreign_file_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"

namespace godwit {
namespace {

constexpr std::string_view usual_form =
    "name it <version>_<name>.sql, such as 0001_create_person.sql, or use a "
    "pair <version>_<name>.up.sql and <version>_<name>.down.sql";

/// "V1_2__add_email.sql" in its parts.
struct FlywayName {
  char kind = 'V';
  /// With points, as Flyway shows it. Empty: a repeatable one has none.
  std::string version = {};
  /// With the ending.
  std::string_view rest = {};
};

std::optional<FlywayName> read_flyway_name(std::string_view file_name) {
  const std::size_t separator = file_name.find("__");
  if (separator == file_name.npos || separator == 0) return std::nullopt;
  FlywayName name{.kind = file_name[0],
                  .version = std::string(file_name.substr(1, separator - 1)),
                  .rest = file_name.substr(separator + 2)};
  std::replace(name.version.begin(), name.version.end(), '_', '.');
  const bool numbered =
      std::all_of(name.version.begin(), name.version.end(),
                  [](char c) { return is_digit(c) || c == '.'; });
  if (!numbered) return std::nullopt;
  const bool repeatable = name.kind == 'R' && name.version.empty();
  const bool versioned =
      std::string_view("VUB").find(name.kind) != std::string_view::npos &&
      !name.version.empty();
  if (!repeatable && !versioned) return std::nullopt;
  return name;
}

std::string_view without_ending(std::string_view file_name) {
  return file_name.substr(0, file_name.rfind(".sql"));
}

std::string flyway_hint(const FlywayName& name) {
  switch (name.kind) {
    case 'R':
      return fmt::format(
          "Godwit has no repeatable scripts such as those of Flyway: give it a "
          "version, 0001_{}, and each change of it a file of its own",
          name.rest);
    case 'U':
      return fmt::format(
          "if this is Flyway's way back of {0}, name the two {0}_{1}.up.sql "
          "and "
          "{0}_{1}.down.sql",
          name.version, without_ending(name.rest));
    default:
      return fmt::format("what Flyway and refinery call so is {}_{} here",
                         name.version, name.rest);
  }
}

// 001.do.create_person.sql and 001.undo.create_person.sql of Postgrator.
std::string postgrator_hint(std::string_view file_name) {
  const std::size_t point = file_name.find('.');
  if (point == file_name.npos) return "";
  const std::string_view version = file_name.substr(0, point);
  std::string_view rest = file_name.substr(point + 1);
  const bool down = rest.starts_with("undo.");
  if (!down && !rest.starts_with("do.")) return "";
  rest.remove_prefix(rest.find('.') + 1);
  return fmt::format("what Postgrator calls so is {}_{}.{}.sql here", version,
                     without_ending(rest), down ? "down" : "up");
}

// "0001-create.sql", "20240105.create.up.sql", "1 create.sql"
std::string separator_hint(std::string_view file_name) {
  std::size_t at = 0;
  while (at < file_name.size() && is_digit(file_name[at])) ++at;
  const bool separated =
      at > 0 && at + 1 < file_name.size() &&
      std::string_view("-. ").find(file_name[at]) != std::string_view::npos;
  if (!separated) return "";
  return fmt::format("an underscore ends the version: {}_{}",
                     file_name.substr(0, at), file_name.substr(at + 1));
}

bool is_no_step(std::string_view file_name) {
  const std::string stem = lower(without_ending(file_name));
  return stem == "schema" || stem == "structure" || stem == "seed" ||
         stem == "seeds" || stem == "current";
}

}  // namespace

std::string name_hint(std::string_view file_name) {
  if (const auto flyway = read_flyway_name(file_name)) {
    return flyway_hint(*flyway);
  }
  if (!file_name.empty() && is_digit(file_name[0])) {
    if (auto hint = postgrator_hint(file_name); !hint.empty()) return hint;
    if (auto hint = separator_hint(file_name); !hint.empty()) return hint;
  }
  if (is_no_step(file_name)) {
    return fmt::format(
        "if it is no migration, move it to another directory; else {}",
        usual_form);
  }
  return std::string(usual_form);
}

}  // namespace godwit
