// SPDX-License-Identifier: BSL-1.0
#include "migration/set_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/errors.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "migration/layout.h"
#include "migration/replaced.h"
#include "migration/script_checks.h"
#include "migration/sections.h"
#include "sql/statements.h"

namespace godwit {
namespace {

std::string path_of(const EmbeddedSet& embedded, std::size_t index) {
  const std::string_view name = name_in_part(embedded.file_name(index));
  const std::string_view directory =
      embedded.directory_of(embedded.part(index));
  if (directory.empty()) return std::string(name);
  std::string path(directory);
  return path.append("/").append(name);
}

Error no_migrations(const EmbeddedSet& embedded) {
  return make_error(
      ErrorCode::invalid_migration,
      fmt::format("no migrations in {}/", embedded.directory()),
      "put a file such as 0001_create_person.sql there and build again");
}

Error no_single_query(const EmbeddedSet& embedded) {
  return make_error(
      ErrorCode::invalid_migration,
      fmt::format("ADOPT_VERSION of {} is not one statement", embedded.name()),
      "write one SELECT of one value, with no other statement beside it");
}

// What follows a COMMIT would not be kept from writing.
bool is_one_query(const EmbeddedSet& embedded) {
  const std::string_view query = embedded.adopt_version();
  if (query.empty()) return true;
  const sql::Statements found = sql::split(query, embedded.dialect());
  return found.ranges.size() == 1 && !found.unterminated;
}

Error snapshot_at_unknown(const EmbeddedSet& embedded,
                          const MigrationSet& set) {
  return make_error(
      ErrorCode::invalid_migration,
      fmt::format("the snapshot {} is to be that AT {}, and {} has no such "
                  "migration",
                  embedded.snapshot_file(), embedded.snapshot_at(),
                  embedded.name()),
      set.empty() ? ""
                  : fmt::format("name the migration whose work it has last, "
                                "such as {}",
                                set.all().back().version.text()));
}

Error snapshot_with_directives(const TextPart& part) {
  return invalid_at(
      part, 0, "a snapshot takes no directive but \"allow\"",
      "remove it: a snapshot is one transaction, and what is said "
      "of migrations stands in their files");
}

bool is_marked(const Half& half) {
  return !half.script.transactional || half.breaking ||
         !half.irreversible.empty() || !half.formerly.empty() ||
         !half.replaces.empty() || !half.script.requirements.empty();
}

Error unknown_layout(const EmbeddedSet& embedded) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("the files of {} are laid out as those of \"{}\", which this "
                  "Godwit does not read",
                  embedded.name(), embedded.layout()),
      "use a Godwit that is as new as the one that embedded them");
}

Error invalid_file(const TextPart& file, std::string message,
                   std::string hint) {
  Error error = make_error(ErrorCode::invalid_migration, std::move(message),
                           std::move(hint));
  error.location = {.file = file.file, .line = 1, .column = 1};
  return error;
}

// `b.rollback` and `b_LOCAL_1` beside `b`: made of it by another tool, so that
// another version would make a migration of what is none.
bool is_made_of(std::string_view name, std::string_view other) {
  return name.size() > other.size() && name.starts_with(other) &&
         std::string_view("._-~ ").find(name[other.size()]) != name.npos;
}

std::string duplicate_hint(const FileName& first, const FileName& second) {
  if (is_made_of(first.name, second.name) ||
      is_made_of(second.name, first.name)) {
    return "if it is the way down, name the two <version>_<name>.up.sql and "
           "<version>_<name>.down.sql; if a tool left it behind, remove it";
  }
  return "give one of them another version; only a pair .up.sql and .down.sql "
         "shares one";
}

Error duplicate_version(const FileName& first_name, const TextPart& first,
                        const FileName& second_name, const TextPart& second) {
  return invalid_file(second,
                      fmt::format("the version {} is that of {} too",
                                  first_name.version.text(), first.file),
                      duplicate_hint(first_name, second_name));
}

Error different_names(const TextPart& up, const TextPart& down) {
  return invalid_file(
      down, fmt::format("the name differs from that of its pair {}", up.file),
      "give both files the same version and name");
}

Error down_without_up(const TextPart& down) {
  return invalid_file(down, "a down script without an up script",
                      "add the .up.sql file of the same version and name");
}

bool are_pair(FileKind one, FileKind other) {
  return (one == FileKind::up && other == FileKind::down) ||
         (one == FileKind::down && other == FileKind::up);
}

}  // namespace

ReadSet MigrationSetReader::read() {
  if (embedded_.layout() != own_layout) {
    fail(unknown_layout(embedded_));
    return std::move(result_);
  }
  const std::vector<File> files = read_names();
  const bool whole = from_.files == 0;
  if (whole && files.empty() && result_.errors.empty()) {
    fail(no_migrations(embedded_));
  }
  result_.set.migrations_.reserve(files.size());
  for (auto first = files.begin(); first != files.end();) {
    const auto last = std::find_if(first, files.end(), [&](const File& file) {
      return file.name.version != first->name.version;
    });
    read_group({first, last});
    first = last;
  }
  for (Error& error : check_replaced(result_.set)) fail(std::move(error));
  result_.set.dialect_ = embedded_.dialect();
  result_.set.name_ = embedded_.name();
  result_.set.newer_ = embedded_.newer();
  result_.set.digest_ = embedded_.digest();
  if (!placeholders_.empty()) {
    result_.set.digest_ =
        sha256(result_.set.digest_ + "\n" + placeholders_.text());
  }
  result_.set.history_table_ = embedded_.history_table();
  result_.set.adopt_version_ = embedded_.adopt_version();
  result_.set.expected_schema_ = embedded_.expected_schema();
  if (!is_one_query(embedded_)) fail(no_single_query(embedded_));
  if (whole && !embedded_.snapshot_at().empty()) read_snapshot();
  read_further_parts();
  return std::move(result_);
}

std::vector<MigrationSetReader::File> MigrationSetReader::read_names() {
  std::vector<File> files;
  files.reserve(embedded_.size() - from_.files);
  for (std::size_t i = from_.files; i < embedded_.size(); ++i) {
    if (embedded_.part(i) != SetPart::migrations) continue;
    std::string path = path_of(embedded_, i);
    auto name = parse_file_name(embedded_.file_name(i), path);
    if (!name) {
      fail(std::move(name).error());
      continue;
    }
    files.push_back(
        {.name = *std::move(name),
         .part = {.text = without_byte_order_mark(embedded_.text(i)),
                  .file = std::move(path),
                  .terminated = true},
         .index = i});
  }
  const auto before = [](const File& left, const File& right) {
    return left.name.version < right.name.version;
  };
  // Versions with as many digits are in order by the bytes of their names.
  if (!std::is_sorted(files.begin(), files.end(), before)) {
    std::stable_sort(files.begin(), files.end(), before);
  }
  return files;
}

// The files of one version.
void MigrationSetReader::read_group(Group group) {
  if (take_outlined(group)) return;
  const File& first = group.front();
  if (group.size() == 1) {
    if (first.name.kind == FileKind::whole) return read_whole(first);
    if (first.name.kind == FileKind::code) return read_code(first);
    if (first.name.kind == FileKind::up) return read_pair(first, nullptr);
    return fail(down_without_up(first.part));
  }
  const File& second = group[1];
  const bool pair = are_pair(first.name.kind, second.name.kind);
  if (!pair || group.size() > 2) {
    const File& other = pair ? group[2] : second;
    return fail(
        duplicate_version(first.name, first.part, other.name, other.part));
  }
  const bool up_first = first.name.kind == FileKind::up;
  up_first ? read_pair(first, &second) : read_pair(second, &first);
}

// Only a set that is good has an outline. False: the files are to be read.
bool MigrationSetReader::take_outlined(Group group) {
  for (const File& file : group) {
    OutlinedMigration* outlined = outline_.find(file.index);
    if (outlined == nullptr) continue;
    Migration& migration = result_.set.migrations_.emplace_back(
        Migration{.version = file.name.version,
                  .name = std::string(file.name.name),
                  .up = outlined_script(group, std::move(outlined->up)),
                  .checksum = std::string(outlined->checksum)});
    if (outlined->down) {
      migration.down = outlined_script(group, *std::move(outlined->down));
    }
    return true;
  }
  return false;
}

Script MigrationSetReader::outlined_script(Group group, OutlinedHalf half) {
  const auto file =
      std::find_if(group.begin(), group.end(),
                   [&](const File& one) { return one.index == half.file; });
  const TextPart& part = file->part;
  return {.text = part.text.substr(half.begin, half.end - half.begin),
          .terminated = part.terminated && half.end == part.text.size(),
          .file = part.file,
          .first_line = half.first_line,
          .statements = std::move(half.statements)};
}

bool MigrationSetReader::readable(const File& file) {
  auto error = check_encoding(file.part);
  if (error) fail(std::move(*error));
  return !error;
}

void MigrationSetReader::read_whole(const File& file) {
  if (!readable(file)) return;
  const auto sections = read_sections(file.part, embedded_.dialect());
  if (!sections) return fail(sections.error());
  const TextPart* down = sections->down ? &*sections->down : nullptr;
  add(file, sections->preamble, sections->up, down);
}

// That a function lacks is an error of the compiler.
void MigrationSetReader::read_code(const File& file) {
  if (!readable(file)) return;
  Half up = godwit::read_code(file.part, embedded_.dialect(), result_.errors);
  Migration migration{.version = file.name.version,
                      .name = std::string(file.name.name),
                      .up = std::move(up.script),
                      .down = {},
                      .irreversible = std::move(up.irreversible),
                      .breaking = up.breaking,
                      .checksum = std::string(embedded_.checksum(file.index))};
  if (migration.irreversible.empty()) migration.down = migration.up;
  if (const auto* functions = embedded_.functions(file.index)) {
    migration.up.function = functions->up;
    if (migration.down) migration.down->function = functions->down;
  }
  result_.set.migrations_.push_back(std::move(migration));
}

void MigrationSetReader::read_pair(const File& up, const File* down) {
  for (const File* file : {&up, down}) {
    if (file == nullptr) continue;
    if (!readable(*file)) return;
    const auto half = file == down ? Direction::down : Direction::up;
    auto plain = refuse_marks(file->part, half, embedded_.dialect());
    if (!plain) return fail(std::move(plain).error());
  }
  const bool same =
      down == nullptr || (up.name.name == down->name.name &&
                          up.name.version.text() == down->name.version.text());
  if (!same) return fail(different_names(up.part, down->part));
  add(up, {}, up.part, down == nullptr ? nullptr : &down->part);
}

void MigrationSetReader::add(const File& file, const TextPart& preamble,
                             const TextPart& up, const TextPart* down) {
  constexpr MigrationKind kind = MigrationKind::versioned;
  HalfFacts facts = facts_of(Direction::up, down != nullptr, kind);
  Half half = read_half(preamble, up, facts, result_.errors);
  Migration migration{.version = file.name.version,
                      .name = std::string(file.name.name),
                      .up = std::move(half.script),
                      .down = {},
                      .irreversible = std::move(half.irreversible),
                      .breaking = half.breaking,
                      .checksum = std::move(half.checksum),
                      .formerly = std::move(half.formerly),
                      .replaces = std::move(half.replaces)};
  for (NamedScript& one : half.rebuilds) {
    migration.rebuilds.push_back(one.name);
    named_.push_back(std::move(one));
  }
  if (down != nullptr) {
    facts.direction = Direction::down;
    migration.down = read_half({}, *down, facts, result_.errors).script;
  }
  result_.set.migrations_.push_back(std::move(migration));
}

HalfFacts MigrationSetReader::facts_of(Direction direction, bool has_down,
                                       std::optional<MigrationKind> kind) {
  HalfFacts facts{.direction = direction,
                  .dialect = embedded_.dialect(),
                  .has_down = has_down,
                  .kind = kind};
  if (placeholders_.empty()) return facts;
  facts.fill = [this](const TextPart& part) -> Result<TextPart> {
    auto text = placeholders_.fill(part, embedded_.dialect());
    if (!text) return std::move(text).error();
    return TextPart{.text = result_.set.keep(*std::move(text)),
                    .file = part.file,
                    .first_line = part.first_line,
                    .terminated = true};
  };
  return facts;
}

TextPart MigrationSetReader::part_of(std::size_t index) const {
  return {.text = without_byte_order_mark(embedded_.text(index)),
          .file = path_of(embedded_, index),
          .terminated = true};
}

// All of the file is a way up. Whether its version is one is asked last, so
// that errors of files come first.
void MigrationSetReader::read_snapshot() {
  const TextPart part{
      .text = without_byte_order_mark(embedded_.snapshot_text()),
      .file = std::string(embedded_.snapshot_file()),
      .terminated = true};
  if (auto error = check_encoding(part)) return fail(std::move(*error));
  auto plain = refuse_marks(part, Direction::up, embedded_.dialect());
  if (!plain) return fail(std::move(plain).error());
  const HalfFacts facts =
      facts_of(Direction::up, false, MigrationKind::versioned);
  Half half = read_half({}, part, facts, result_.errors);
  if (is_marked(half)) return fail(snapshot_with_directives(part));
  const auto at = Version::parse(embedded_.snapshot_at());
  const Migration* last = at ? result_.set.find(*at) : nullptr;
  if (last == nullptr) {
    if (result_.errors.empty()) {
      fail(snapshot_at_unknown(embedded_, result_.set));
    }
    return;
  }
  result_.set.snapshot_ =
      Snapshot{.at = last->version, .script = std::move(half.script)};
}

void MigrationSetReader::fail(Error error) {
  result_.errors.push_back(std::move(error));
}

}  // namespace godwit
