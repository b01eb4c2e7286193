// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migration.h>
#include <godwit/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/finding.h"
#include "check/lint.h"

namespace godwit::check {

/// How deep a check goes; each level includes those before it.
enum class Level : std::uint8_t {
  structure,  ///< names, directives, strings, transaction control
  syntax,     ///< what the database's own parser says
  execute,    ///< all scripts are run, on a database that is thrown away
};

/// The name of the enumerator.
std::string_view to_string(Level level) noexcept;
/// Absent: there is none of that name.
std::optional<Level> level_named(std::string_view name) noexcept;

/// PostgreSQL's own parser.
struct PostgresqlParser {
  /// Everything that it has against a script. Null: this program has none.
  std::vector<Error> (*errors)(const Script& script) = nullptr;
  /// The major version of its grammar.
  int version = 0;
};

struct CheckRequest {
  /// Absent: as deep as is possible.
  std::optional<Level> level = {};
  /// Sets that are applied before, to find what the migrations refer to.
  std::vector<EmbeddedSet> before = {};
  PostgresqlParser postgresql_parser = {};
  /// URL of a PostgreSQL database that may be destroyed. Empty: there is none,
  /// and nothing is run there.
  std::string scratch_database = {};
  /// Absent: broken migrations only.
  std::optional<LintOptions> lint = LintOptions{};
};

/// What a check found, and how deep it went.
struct Checked {
  Level level = Level::structure;
  /// Of a set that could be read; empty otherwise.
  MigrationSet set = {};
  std::vector<Finding> findings = {};
  /// Some are of migrations that newer ones follow, and nothing was said of
  /// what databases have: LintOptions::since would leave the past in peace.
  bool finds_past = false;
};

/// All errors at once, as far as one can be told from what another causes: a
/// level is only reached where those before it found nothing, and what is
/// dangerous is only told of a set that is not broken. Fails with
/// `unsupported` where the level is not possible.
///
/// What databases in use already have (LintOptions::since) cannot be mended any
/// more: no grammar judges its ways up, and that one of them does not run is a
/// warning. Nor is a script judged by a grammar that is older than the server
/// that it requires.
Result<Checked> check(EmbeddedSet embedded, const CheckRequest& request);

}  // namespace godwit::check
