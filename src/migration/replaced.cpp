// SPDX-License-Identifier: BSL-1.0
#include "migration/replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/errors.h"
#include "migration/file_name.h"

namespace godwit {
namespace {

Error wrong_replaced(const Migration& migration,
                     const ReplacedMigration& replaced,
                     std::string_view what_is_wrong, std::string hint) {
  Error error =
      make_error(ErrorCode::invalid_migration,
                 fmt::format("{} is replaced and {}",
                             migration_label(replaced.version, replaced.name),
                             what_is_wrong),
                 std::move(hint));
  error.location = {
      .file = migration.up.file, .line = replaced.line, .column = 1};
  return error;
}

Error still_there(const Migration& migration, const ReplacedMigration& replaced,
                  const Migration& other) {
  return wrong_replaced(
      migration, replaced, fmt::format("is {} still", other.up.file),
      "remove that file; if it is a new migration, give it a later version");
}

Error not_earlier(const Migration& migration,
                  const ReplacedMigration& replaced) {
  return wrong_replaced(
      migration, replaced, "does not come before what replaces it",
      "a squashed migration has the version of the last one of which it does "
      "the work");
}

Error replaced_twice(const Migration& migration,
                     const ReplacedMigration& replaced, const Migration& other,
                     const ReplacedMigration& first) {
  return wrong_replaced(
      migration, replaced,
      fmt::format("was already, in line {} of {}", first.line, other.up.file),
      "remove one of the two lines");
}

}  // namespace

std::optional<ReplacedMigration> read_replaced(std::string_view text) {
  ReplacedMigration replaced;
  const std::size_t slash = text.rfind('/');
  if (slash != text.npos) {
    replaced.within = text.substr(0, slash);
    if (!read_replaced(replaced.within)) return std::nullopt;
    text.remove_prefix(slash + 1);
  }
  const std::size_t size = std::min(text.find('_'), text.size());
  const auto version = Version::parse(text.substr(0, size));
  if (!version) return std::nullopt;
  replaced.version = *version;
  replaced.name = text.substr(std::min(size + 1, text.size()));
  return replaced;
}

std::string written(const ReplacedMigration& replaced) {
  return fmt::format("{}{}{}", replaced.within,
                     replaced.within.empty() ? "" : "/",
                     migration_label(replaced.version, replaced.name));
}

std::vector<Error> check_replaced(const MigrationSet& migrations) {
  std::vector<Error> errors;
  std::map<Version, std::pair<const Migration*, const ReplacedMigration*>> all;
  for (const Migration& migration : migrations.all()) {
    for (const ReplacedMigration& replaced : migration.replaces) {
      if (!(replaced.version < migration.version)) {
        errors.push_back(not_earlier(migration, replaced));
      } else if (const Migration* other = migrations.find(replaced.version)) {
        errors.push_back(still_there(migration, replaced, *other));
      }
      const auto [first, is_new] =
          all.emplace(replaced.version, std::pair(&migration, &replaced));
      if (is_new) continue;
      errors.push_back(replaced_twice(migration, replaced, *first->second.first,
                                      *first->second.second));
    }
  }
  return errors;
}

}  // namespace godwit
