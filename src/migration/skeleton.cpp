// SPDX-License-Identifier: BSL-1.0
#include "migration/skeleton.h"

namespace godwit {
namespace {

constexpr std::string_view up_words =
    "-- Write here what this migration changes.\n"
    "-- It runs in one transaction together with its record in the history.\n";
constexpr std::string_view down_words = "-- Write here what undoes it.\n";
constexpr std::string_view repeatable_words =
    "-- Write here what makes it, such as CREATE VIEW.\n"
    "-- It runs again, behind the migrations, whenever this text changes.\n";
constexpr std::string_view seed_words =
    "-- Write here which rows it inserts.\n"
    "-- It runs once, in a transaction together with its record in the "
    "history.\n";

constexpr std::string_view code =
    R"(// Write here what this migration changes, and remove this line.
#include <godwit/database.h>

// Runs in one transaction together with its record in the history.
godwit::Result<void> up(godwit::Database& database) {
  auto rows = database.query("SELECT $1", 1).value();
  while (rows.next().value()) {
    // database.execute("UPDATE …", rows.get<int>(0)).value();
  }
  return {};
}

// Undoes it. Where nothing can, write `// godwit: irreversible <reason>` at the
// head of the file and leave this out.
godwit::Result<void> down(godwit::Database& database) {
  static_cast<void>(database);
  return {};
}
)";

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string_view skeleton_of(Direction direction) noexcept {
  return direction == Direction::up ? up_words : down_words;
}

std::string_view skeleton_of_repeatable() noexcept { return repeatable_words; }

std::string_view skeleton_of_seed() noexcept { return seed_words; }

std::string_view skeleton_of_code() noexcept { return code; }

std::optional<std::size_t> find_skeleton(const Script& script) {
  if (!script.statements.empty()) return std::nullopt;
  for (const std::string_view words :
       {up_words, down_words, repeatable_words, seed_words, code}) {
    const std::size_t at = script.text.find(first_line(words));
    if (at != script.text.npos) return at;
  }
  return std::nullopt;
}

}  // namespace godwit
