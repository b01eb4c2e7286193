// SPDX-License-Identifier: BSL-1.0
#include "migration/file_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/errors.h"
#include "migration/foreign_file_name.h"

namespace godwit {
namespace {

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

FileKind take_kind(std::string_view& stem) {
  if (take_suffix(stem, ".cpp")) return FileKind::code;
  take_suffix(stem, ".sql");
  if (take_suffix(stem, ".up")) return FileKind::up;
  if (take_suffix(stem, ".down")) return FileKind::down;
  return FileKind::whole;
}

Error unnumbered_file(std::string_view file_name, std::string_view path) {
  Error error = make_error(
      ErrorCode::invalid_migration,
      fmt::format("the file name \"{}\" does not begin with a version",
                  file_name),
      name_hint(file_name));
  error.location = {.file = std::string(path), .line = 1, .column = 1};
  return error;
}

Error half_of_a_seed(std::string_view path) {
  Error error = make_error(ErrorCode::invalid_migration,
                           "a seed has no files for each direction",
                           "name it <version>_<name>.sql, or "
                           "<version>_<name>.<environment>.sql");
  error.location = {.file = std::string(path), .line = 1, .column = 1};
  return error;
}

}  // namespace

std::string_view name_in_part(std::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

Result<SeedName> parse_seed_name(std::string_view file_name,
                                 std::string_view path) {
  auto name = parse_file_name(file_name, path);
  if (!name) return std::move(name).error();
  if (name->kind != FileKind::whole) return half_of_a_seed(path);
  SeedName seed{.version = std::move(name->version), .stem = file_name};
  take_suffix(seed.stem, ".sql");
  if (const auto dot = name->name.rfind('.'); dot != name->name.npos) {
    seed.environment = name->name.substr(dot + 1);
  }
  return seed;
}

Result<FileName> parse_file_name(std::string_view file_name,
                                 std::string_view path) {
  std::string_view stem = file_name;
  const FileKind kind = take_kind(stem);
  const std::size_t size = std::min(stem.find('_'), stem.size());
  auto version = Version::parse(stem.substr(0, size));
  if (!version) return unnumbered_file(file_name, path);
  stem.remove_prefix(std::min(size + 1, stem.size()));
  return FileName{.version = std::move(*version), .name = stem, .kind = kind};
}

std::string migration_label(const Version& version, std::string_view name) {
  if (version.empty()) return std::string(name);
  std::string label = version.text();
  if (!name.empty()) label.append("_").append(name);
  return label;
}

}  // namespace godwit
