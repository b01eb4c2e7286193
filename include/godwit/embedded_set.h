// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_data.h>
#include <godwit/sql.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace godwit {

/// What `up` makes of migrations in the database that are newer than all that
/// the set has.
enum class NewerPolicy : std::uint8_t {
  accept,  ///< a deployment rolls: they do no harm, and the report names them
  refuse,  ///< this binary is not to run beside a newer one
};

/// "accept" or "refuse".
std::string_view to_string(NewerPolicy policy) noexcept;

/// What a file of a set is for, which its directory says.
enum class SetPart : std::uint8_t {
  migrations,  ///< DIRECTORY of godwit_add_migrations
  hooks,       ///< HOOKS
  repeatable,  ///< REPEATABLE
  seeds,       ///< SEEDS
};

/// A migrations directory as the build embedded it: a view of constant data
/// written by scripts/embed.py, reached through `all()` of the generated
/// header. Cheap to copy; nothing here needs start-up work.
class EmbeddedSet {
 public:
  /// The data must outlive this and everything read from it.
  constexpr explicit EmbeddedSet(const EmbeddedData& data) noexcept
      : data_(&data) {}
  EmbeddedSet(const EmbeddedData&& data) = delete;  // it would be gone

  /// The CMake target, such as "shop_migrations".
  constexpr std::string_view name() const noexcept { return field(0); }
  constexpr Dialect dialect() const noexcept {
    return field(1) == "postgresql" ? Dialect::postgresql : Dialect::sqlite;
  }
  /// The directory relative to the top of the source tree, with '/' and without
  /// a final '/', such as "migrations/sqlite". Messages name files through it.
  constexpr std::string_view directory() const noexcept { return field(2); }
  /// Used when neither an option nor the environment names a database. May be
  /// empty. Never holds a password.
  constexpr std::string_view default_url() const noexcept { return field(3); }
  /// Name of the history table, optionally with a schema before it
  /// ("schema.table"). Empty: "godwit_migrations".
  constexpr std::string_view history_table() const noexcept { return field(4); }
  /// NEWER of godwit_add_migrations.
  constexpr NewerPolicy newer() const noexcept {
    return field(6) == "refuse" ? NewerPolicy::refuse : NewerPolicy::accept;
  }
  /// SHA-256 over names and texts of the migrations and the repeatable scripts,
  /// and over `placeholders`, in hexadecimal; texts with line endings
  /// normalised and without a byte order mark.
  constexpr std::string_view digest() const noexcept { return field(7); }
  /// Whose names and sections the files have: "godwit".
  constexpr std::string_view layout() const noexcept { return field(8); }
  /// ADOPT_VERSION of godwit_add_migrations: a query of the version that an
  /// application has counted itself. Empty: there is none.
  constexpr std::string_view adopt_version() const noexcept { return field(9); }

  /// SNAPSHOT of godwit_add_migrations: the version AT that it is of, its path
  /// for messages, and its bytes. Empty: there is none.
  constexpr std::string_view snapshot_at() const noexcept { return field(10); }
  constexpr std::string_view snapshot_file() const noexcept {
    return field(11);
  }
  constexpr std::string_view snapshot_text() const noexcept {
    return field(12);
  }
  /// The SHA-256 of that text, as `checksum` of a file.
  constexpr std::string_view snapshot_checksum() const noexcept {
    return field(13);
  }

  /// As `directory`, of another part. Empty: the set has none.
  constexpr std::string_view directory_of(SetPart part) const noexcept {
    switch (part) {
      case SetPart::hooks:
        return field(14);
      case SetPart::repeatable:
        return field(15);
      case SetPart::seeds:
        return field(16);
      case SetPart::migrations:
        break;
    }
    return directory();
  }
  /// PLACEHOLDERS of godwit_add_migrations, a line each: `name` or
  /// `name=default`. Empty: `${` means nothing in the texts.
  constexpr std::string_view placeholders() const noexcept { return field(17); }

  /// How many files there are. They are sorted by the bytes of their names.
  constexpr std::size_t size() const noexcept { return data_->size; }
  constexpr SetPart part(std::size_t index) const noexcept {
    const std::string_view name = file_name(index);
    // With a version in front; of these there may be thousands.
    if (!name.empty() && name[0] <= '9') return SetPart::migrations;
    if (name.starts_with("hook/")) return SetPart::hooks;
    if (name.starts_with("repeatable/")) return SetPart::repeatable;
    if (name.starts_with("seed/")) return SetPart::seeds;
    return SetPart::migrations;
  }
  /// File name without directory, such as "0001_create_person.sql", behind that
  /// of its part, if it is not a migration: "seed/0001_person.dev.sql".
  constexpr std::string_view file_name(std::size_t index) const noexcept {
    const EmbeddedEntry& entry = data_->entries[index];
    return {data_->bytes + entry.name_offset, entry.name_size};
  }
  /// The bytes of a file as they are on disk; a NUL follows them. Of a C++ file
  /// only the comments that it begins with and a checksum of the whole.
  constexpr std::string_view text(std::size_t index) const noexcept {
    const EmbeddedEntry& entry = data_->entries[index];
    return {data_->bytes + entry.text_offset, entry.text_size};
  }
  /// The SHA-256 of the text as in `digest`.
  constexpr std::string_view checksum(std::size_t index) const noexcept {
    const std::string_view name = file_name(index);
    return {name.data() + name.size() + 1, 64};
  }

  /// Of a migration in C++. Null: the file is SQL, or the program that looks at
  /// the set is not the one that it was built into.
  constexpr const EmbeddedFunctions* functions(
      std::size_t index) const noexcept {
    for (std::size_t i = 0; i < data_->code_size; ++i) {
      if (data_->code[i].file == index) return data_->code[i].functions;
    }
    return nullptr;
  }

  /// What sets a connection up for the migrations of the set, which an
  /// executor, checks and tests do; an application passes it to `connect`.
  /// Null: nothing is to be set up, or as for `functions`.
  constexpr auto on_connect() const noexcept { return data_->on_connect; }

  /// The schema that the migrations make, for Migrator::drift, as
  /// docs/format.md describes. Empty: the build could not run them, or the set
  /// was found in a file.
  constexpr std::string_view expected_schema() const noexcept {
    if (data_->expected_schema == nullptr) return {};
    return data_->expected_schema;
  }

  /// Where the halves and statements of the migrations are, so that a program
  /// need not read their texts again, as docs/format.md describes. Empty: the
  /// build did not check them, or the set was found in a file.
  constexpr std::string_view outline() const noexcept {
    if (data_->outline == nullptr) return {};
    return data_->outline;
  }

  /// The sets that must be applied before this one, for the same database.
  std::vector<EmbeddedSet> required() const;
  /// Their names, which also a set that was found in a file knows.
  std::vector<std::string_view> required_names() const;

  /// The same data, not only equal.
  constexpr bool operator==(const EmbeddedSet&) const noexcept = default;

 private:
  constexpr std::string_view field(std::size_t index) const noexcept {
    constexpr std::size_t mark_size = 23;  // "Godwit migration set 1\n"
    std::string_view text = data_->bytes + mark_size;
    while (index-- > 0) text = text.data() + text.size() + 1;
    return text;
  }

  const EmbeddedData* data_;
};

/// These sets and all that they require, each once and behind those that it
/// requires, otherwise in the given order: the order in which they apply.
std::vector<EmbeddedSet> with_required(std::span<const EmbeddedSet> sets);
inline std::vector<EmbeddedSet> with_required(EmbeddedSet set) {
  return with_required(std::span(&set, 1));
}

}  // namespace godwit
