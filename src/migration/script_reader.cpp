// SPDX-License-Identifier: BSL-1.0
#include "migration/script_reader.h"

#include <iterator>
#include <utility>

#include "base/errors.h"
#include "base/sha256.h"
#include "migration/script_checks.h"
#include "migration/script_checksum.h"
#include "migration/stored_script.h"
#include "sql/statements.h"

namespace godwit {
namespace {

Script make_script(const TextPart& part, const Directives& directives) {
  return {.text = part.text,
          .terminated = part.terminated,
          .file = part.file,
          .first_line = part.first_line,
          .statements = {},
          .transactional = directives.transactional,
          .requirements = directives.requirements,
          .allowed = directives.allowed};
}

void add_directives(const TextPart& part, const HalfFacts& facts,
                    Directives& directives, std::vector<Error>& errors) {
  auto read = read_directives(part, facts, directives);
  if (!read) errors.push_back(std::move(read).error());
}

Error formerly_the_same(SourceLocation location) {
  Error error =
      make_error(ErrorCode::invalid_migration,
                 "this former checksum is the one that the file has now",
                 "remove it, or write the one that a database has recorded");
  error.location = std::move(location);
  return error;
}

std::vector<std::string> former_checksums(const Directives& directives,
                                          const std::string& now,
                                          std::vector<Error>& errors) {
  std::vector<std::string> result;
  for (const FormerChecksum& former : directives.formerly) {
    if (former.checksum == now) {
      errors.push_back(formerly_the_same(former.location));
    }
    result.push_back(former.checksum);
  }
  return result;
}

// Of an error the rest is read all the same.
TextPart fill_in(const TextPart& part, const HalfFacts& facts,
                 std::vector<Error>& errors) {
  if (!facts.fill) return part;
  auto filled = facts.fill(part);
  if (filled) return *std::move(filled);
  errors.push_back(std::move(filled).error());
  return part;
}

}  // namespace

Half read_half(const TextPart& preamble, const TextPart& part,
               const HalfFacts& facts, std::vector<Error>& errors) {
  Directives directives;
  add_directives(preamble, facts, directives, errors);
  add_directives(part, facts, directives, errors);
  const TextPart filled = fill_in(part, facts, errors);
  Half half{.script = make_script(filled, directives),
            .irreversible = directives.irreversible,
            .breaking = directives.breaking,
            .replaces = directives.replaces,
            .uses = directives.uses,
            .rebuilds = directives.rebuilds,
            .when_changed = directives.when_changed};
  if (facts.direction == Direction::up) {
    half.checksum =
        script_checksum(part.text, directives.uncounted, facts.dialect);
    if (facts.fill && facts.kind == MigrationKind::repeatable) {
      half.checksum =
          text_checksum(half.checksum + "\n" + std::string(filled.text));
    }
    half.formerly = former_checksums(directives, half.checksum, errors);
  }
  sql::Statements statements = sql::split(filled.text, facts.dialect);
  auto found = check_script(filled, half.script, statements, facts.dialect);
  std::move(found.begin(), found.end(), std::back_inserter(errors));
  half.script.statements = std::move(statements.ranges);
  return half;
}

Half read_code(const TextPart& part, Dialect dialect,
               std::vector<Error>& errors) {
  Directives directives;
  auto read = read_code_directives(part, {.dialect = dialect}, directives);
  if (!read) errors.push_back(std::move(read).error());
  Half half{.script = make_script(part, directives),
            .irreversible = directives.irreversible,
            .breaking = directives.breaking};
  half.script.language = Language::cpp;
  return half;
}

Result<std::shared_ptr<const StoredScript>> read_stored_script(
    std::string sql, std::string label, Dialect dialect) {
  auto stored = std::make_shared<StoredScript>();
  stored->sql = std::move(sql);
  const TextPart part{.text = stored->sql, .file = std::move(label)};
  const HalfFacts facts{
      .direction = Direction::down, .dialect = dialect, .has_down = true};
  Directives directives;
  auto read = read_directives(part, facts, directives);
  if (!read) return std::move(read).error();
  stored->script = make_script(part, directives);
  stored->script.statements = sql::split(part.text, dialect).ranges;
  return std::shared_ptr<const StoredScript>(std::move(stored));
}

}  // namespace godwit
