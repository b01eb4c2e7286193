// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>

#include <memory>
#include <string>
#include <vector>

namespace godwit {

/// What godwit_add_migrations says of a set in CMake, of one that is given at
/// run time.
struct RunTimeSetOptions {
  Dialect dialect = Dialect::sqlite;
  /// For messages, reports and events, where others have the CMake target.
  std::string name = "migrations";
  /// By which messages name the files. Empty: the directory that was read.
  std::string directory = {};
  /// As in MigratorOptions. Two sets of one database need two.
  std::string history_table = {};
  NewerPolicy newer = NewerPolicy::accept;
  /// See EmbeddedSet::adopt_version.
  std::string adopt_version = {};
  /// PLACEHOLDERS: `name` or `name=default`.
  std::vector<std::string> placeholders = {};
};

/// One file of a set that is given at run time.
struct MigrationFile {
  /// Such as "0001_create_person.sql"; of a migration in C++ such as
  /// "0002_fill_names.cpp". What is no migration has its part before it:
  /// "repeatable/active_person.sql", "seed/0001_person.dev.sql",
  /// "hook/before_each.sql".
  std::string name = {};
  /// What would be in the file. Of C++ the comments at its head are enough,
  /// with the directives that it has.
  std::string text = {};
  /// Of C++ only: `up`, and `down` unless the text says that it is
  /// irreversible.
  EmbeddedFunctions functions = {nullptr, nullptr};
};

/// A set of migrations that a program reads or makes while it runs: those of a
/// plug-in, of a customer, of a test. Once read it is a set as any other, with
/// the same checksums and digest as if it had been embedded; but nobody has
/// checked it before, and whoever can write the files can change them.
///
/// Owns names and texts, which never change; copies share them. Any number of
/// threads may use it at once.
class RunTimeSet {
 public:
  /// In any order. Fails with `invalid_migration` and the place in the file for
  /// the first thing that is wrong, as the build does for an embedded one.
  static Result<RunTimeSet> of(std::vector<MigrationFile> files,
                               const RunTimeSetOptions& options = {});

  /// The `.sql` files that lie directly in a directory, but for hidden ones.
  /// Fails with `io` where they cannot be read, and as `of`; also for a `.cpp`
  /// file, which somebody would have to compile.
  static Result<RunTimeSet> read(const std::string& directory,
                                 const RunTimeSetOptions& options = {});

  /// A view of this, which must outlive it and everything read from it.
  EmbeddedSet set() const& noexcept;
  EmbeddedSet set() && = delete;  // it would be gone

 private:
  struct Data;
  explicit RunTimeSet(std::shared_ptr<const Data> data) noexcept;

  std::shared_ptr<const Data> data_;
};

}  // namespace godwit
