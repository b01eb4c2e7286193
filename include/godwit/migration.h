// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>
#include <godwit/embedded_set.h>
#include <godwit/result.h>
#include <godwit/sql.h>
#include <godwit/version.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

enum class Direction : std::uint8_t { up, down };

/// "up" or "down".
std::string_view to_string(Direction direction) noexcept;

/// What a script asks of the database, from `-- godwit: requires postgresql >=
/// 16` or `-- godwit: requires libsql`.
struct Requirement {
  Dialect dialect = Dialect::postgresql;
  /// Empty: any version.
  Version at_least = {};
  /// "libsql": not a file, but a libSQL server. Empty: whatever has the
  /// dialect.
  std::string engine = {};
  std::uint32_t line = 0;
};

/// A lint rule that the author allows, from `-- godwit: allow <rule> <reason>`.
struct AllowedRule {
  std::string rule = {};
  std::string reason = {};
  std::uint32_t line = 0;
};

/// What a migration is written in.
enum class Language : std::uint8_t { sql, cpp };

/// "SQL" or "C++".
std::string_view to_string(Language language) noexcept;

/// One direction of a migration: SQL text or a function.
struct Script {
  Language language = Language::sql;
  /// C++ only. Null: this program does not have it, and can tell about it but
  /// not run it.
  StepFunction function = nullptr;
  /// Views the embedded text (or the history row for a script that comes from
  /// there); without byte order mark and section marks. Of C++ only the
  /// comments at the head of the file.
  std::string_view text = {};
  /// A NUL follows `text`, as behind each embedded file, so that databases can
  /// read it where it is.
  bool terminated = false;
  /// Path for messages, such as "migrations/0001_create_person.sql".
  std::string file = {};
  /// The line of `file` on which `text` begins, counted from 1.
  std::uint32_t first_line = 1;
  /// Empty where the script is only space and comments, which is legal.
  std::vector<StatementRange> statements = {};
  /// False after `-- godwit: no-transaction`: the script runs statement by
  /// statement and its progress is recorded; a function commits by itself.
  bool transactional = true;
  std::vector<Requirement> requirements = {};
  std::vector<AllowedRule> allowed = {};
};

/// What a script of a set is for, and so when it runs.
enum class MigrationKind : std::uint8_t {
  versioned,   ///< once, in the order of the versions
  repeatable,  ///< by `up`, behind those, whenever its text is another one
  seed,        ///< by `seed`, once or, as it says, whenever its text changes
};

/// The name of the enumerator, such as "repeatable".
std::string_view to_string(MigrationKind kind) noexcept;

/// A migration whose place a squashed one has taken, from
/// `-- godwit: replaces 0001_create_person`.
struct ReplacedMigration {
  Version version = {};
  std::string name = {};
  /// What had taken its place before, and is replaced itself, such as
  /// "0003_squashed": a database has the one or the other. Empty: nothing had.
  std::string within = {};
  std::uint32_t line = 0;
};

/// One step of a schema's history: a way up and, if there is one, a way down.
struct Migration {
  MigrationKind kind = MigrationKind::versioned;
  /// Empty unless `versioned`.
  Version version = {};
  /// What follows the version in the file name, such as "create_person"; of
  /// other kinds all but the ending, such as "0001_person.dev".
  std::string name = {};
  Script up = {};
  /// Absent: there is no way down.
  std::optional<Script> down = {};
  /// The author's reason from `-- godwit: irreversible <reason>`. Empty: none.
  std::string irreversible = {};
  /// From `-- godwit: breaking`: once this is applied, binaries that do not
  /// carry it must not run against the schema.
  bool breaking = false;
  /// SHA-256 in hexadecimal over the text of the up script, with line endings
  /// normalised. A down script can be mended without touching it. Of C++ over
  /// the file; that it is another one than was applied is no error.
  std::string checksum = {};
  /// From `-- godwit: formerly <checksum>`, in a released file that had to be
  /// mended: what was applied with one of these counts as this.
  std::vector<std::string> formerly = {};
  /// From `-- godwit: replaces …`: migrations that are not in the set any more,
  /// and whose work this one does. A database that has applied all of them, and
  /// this one by another text, has it; one that has applied a part must get the
  /// rest first.
  std::vector<ReplacedMigration> replaces = {};
  /// Repeatable only: the names of those that it uses, by `-- godwit: uses
  /// <name>` or because it names what they make.
  std::vector<std::string> uses = {};
  /// Versioned only: the names of the repeatable scripts that are undone before
  /// it and run again at the end, by `-- godwit: rebuild <name>`.
  std::vector<std::string> rebuilds = {};
  /// Seeds only: where it belongs, such as "dev". Empty: everywhere.
  std::string environment = {};
  /// Seeds only: it runs again when its text changes.
  bool when_changed = false;

  bool reversible() const noexcept { return down.has_value(); }
  /// Whether a checksum that was recorded is the file's own, or was.
  bool is_or_was(std::string_view recorded) const noexcept;
};

/// When a hook runs.
enum class HookPoint : std::uint8_t {
  before_all,   ///< before the first step of a run that has one
  before_each,  ///< before each migration, in its transaction
  after_each,   ///< behind each migration, in its transaction
  after_all,    ///< behind the last step
};

/// The name of the enumerator, which is that of the file.
std::string_view to_string(HookPoint point) noexcept;

/// What runs around migrations.
struct Hook {
  HookPoint point = HookPoint::before_all;
  Script up = {};
  /// Absent: it is for `up` alone.
  std::optional<Script> down = {};
};

/// What an empty database is given at once instead of many migrations.
struct Snapshot {
  /// The last migration whose work it has; the set has that one.
  Version at = {};
  Script script = {};
};

/// What the placeholders of a set stand for, by their names.
using PlaceholderValues = std::map<std::string, std::string, std::less<>>;

/// The migrations of one directory, checked and in the order in which they
/// apply. The texts are views of the embedded data, which must outlive the set.
class MigrationSet {
 public:
  MigrationSet() = default;

  /// Reads the file names, sections and directives of an embedded directory.
  /// Fails with invalid_migration and the place in the file, and with
  /// invalid_argument where a placeholder of the set has neither a value nor a
  /// default.
  static Result<MigrationSet> from(EmbeddedSet embedded,
                                   const PlaceholderValues& values = {});

  Dialect dialect() const noexcept { return dialect_; }
  std::span<const Migration> all() const& noexcept { return migrations_; }
  std::span<const Migration> all() && = delete;  // they would be gone
  bool empty() const noexcept { return migrations_.empty(); }
  std::size_t size() const noexcept { return migrations_.size(); }

  /// Null if there is none. The pointer lives as long as the set.
  const Migration* find(const Version& version) const& noexcept;
  const Migration* find(const Version& version) && = delete;

  /// Those of REPEATABLE, each behind what it uses, otherwise by their names.
  std::span<const Migration> repeatable() const& noexcept {
    return repeatable_;
  }
  std::span<const Migration> repeatable() && = delete;
  /// Null if there is none. Lives as long as the set.
  const Migration* find_repeatable(std::string_view name) const& noexcept;
  const Migration* find_repeatable(std::string_view name) && = delete;
  /// Those of SEEDS, in the order of their names.
  std::span<const Migration> seeds() const& noexcept { return seeds_; }
  std::span<const Migration> seeds() && = delete;
  std::span<const Hook> hooks() const& noexcept { return hooks_; }
  std::span<const Hook> hooks() && = delete;
  /// Null: nothing runs then.
  const Script* hook(HookPoint point, Direction direction) const& noexcept;
  const Script* hook(HookPoint point, Direction direction) && = delete;

  /// How many migrations of the set stand before one of this version, which the
  /// set need not have.
  std::size_t position(const Version& version) const noexcept;

  /// See EmbeddedSet::name.
  const std::string& name() const noexcept { return name_; }
  /// See EmbeddedSet::newer.
  NewerPolicy newer() const noexcept { return newer_; }
  /// EmbeddedSet::digest or, of a set with placeholders, one over that and
  /// their values.
  const std::string& digest() const noexcept { return digest_; }
  /// See EmbeddedSet::history_table.
  const std::string& history_table() const noexcept { return history_table_; }
  /// See EmbeddedSet::adopt_version.
  const std::string& adopt_version() const noexcept { return adopt_version_; }
  /// See EmbeddedSet::expected_schema.
  std::string_view expected_schema() const noexcept { return expected_schema_; }
  /// Null: there is none. Lives as long as the set.
  const Snapshot* snapshot() const& noexcept {
    return snapshot_ ? &*snapshot_ : nullptr;
  }
  const Snapshot* snapshot() && = delete;

 private:
  friend class MigrationSetReader;
  // A text that is not in the embedded data, with a NUL behind it.
  const std::string& keep(std::string text);

  Dialect dialect_ = Dialect::sqlite;
  std::vector<Migration> migrations_;
  std::vector<Migration> repeatable_;
  std::vector<Migration> seeds_;
  std::vector<Hook> hooks_;
  std::string name_;
  NewerPolicy newer_ = NewerPolicy::accept;
  std::string digest_;
  std::string history_table_;
  std::string adopt_version_;
  std::string_view expected_schema_;
  std::optional<Snapshot> snapshot_;
  /// Shared by copies, whose scripts view them; none of them moves.
  std::shared_ptr<std::deque<std::string>> texts_;
};

/// How far a row of the history table has come.
enum class AppliedState : std::uint8_t {
  applied,    ///< the way up is complete
  started,    ///< a script outside a transaction stopped on its way up
  reverting,  ///< a script outside a transaction stopped on its way down
};

/// "applied", "started" or "reverting".
std::string_view to_string(AppliedState state) noexcept;

/// One row of the history table.
struct AppliedMigration {
  MigrationKind kind = MigrationKind::versioned;
  /// Empty unless `versioned`.
  Version version = {};
  /// Position in the order of application, from 1, with gaps after a down.
  std::int64_t sequence = 0;
  std::string name = {};
  std::string checksum = {};
  /// Runs of `up` are numbered from 1.
  std::int64_t batch = 0;
  /// By the server's clock, UTC, "2026-01-31T12:00:00.000Z".
  std::string applied_at = {};
  std::int64_t duration_us = 0;
  std::string applied_by = {};
  /// It was recorded without having been run, by this reason. Absent: it ran.
  std::optional<std::string> baseline_reason = {};
  /// It was applied with a way back, which the history keeps.
  bool reversible = false;
  /// That way back, where it was asked for.
  std::optional<std::string> down_sql = {};
  AppliedState state = AppliedState::applied;
  /// Unless `applied`: how many statements of the script are done, and the
  /// checksum of their text, so that a mended script resumes only where what
  /// has run already is unchanged.
  std::size_t statements_done = 0;
  std::string statements_checksum = {};
  /// See Migration::breaking.
  bool breaking = false;
  /// Unless `applied`, of C++: what Database::commit has recorded last, while
  /// `statements_done` counts how often. Absent: SQL, or nothing yet.
  std::optional<std::string> checkpoint = {};
  /// The statement after those, if it had begun outside a transaction and its
  /// end is not recorded: whether it is done is not known. Absent: none.
  std::optional<std::string> begun_sql = {};

  /// Nothing of the script has run, or it is complete.
  bool untouched() const noexcept {
    return statements_done == 0 && !begun_sql.has_value();
  }
};

}  // namespace godwit
