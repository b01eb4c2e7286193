// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>
#include <godwit/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::command {

// What `create` writes, as values: nothing here touches a file.

/// A name as part of a file name: letters a to z, digits and single
/// underscores. "Add e-mail" and "AddE-mail" become "add_e_mail". Fails where
/// nothing remains, or more than a file name can hold.
Result<std::string> slug(std::string_view name);

/// The version after the latest of these files, as wide as that one; "0001" if
/// there is none. Among versions of 14 digits, and with `timestamp`, it is
/// `now` (YYYYMMDDHHMMSS), unless the latest is later than that.
std::string next_version(std::span<const std::string> file_names,
                         std::string_view now, bool timestamp);

struct NewFile {
  std::string name = {};
  std::string text = {};
};

/// How a migration is written.
enum class Form : std::uint8_t {
  whole,  ///< one SQL file
  pair,   ///< one for each direction
  code,   ///< one in C++
};

/// What a migration does and undoes.
struct Halves {
  std::string up = {};
  std::string down = {};
};

/// The comments for its author to replace.
Halves skeleton_halves();

/// The way back as a way forward, and the other way round. Directives that are
/// about the released way up do not go with it. Fails where there is no way
/// back, or it is C++.
Result<Halves> reverting(const Migration& migration);

/// A migration in SQL with these halves, in one file or two.
std::vector<NewFile> sql_files(std::string_view version, std::string_view slug,
                               Form form, const Halves& halves);

/// A seed of an environment; empty: of all.
NewFile seed_file(std::string_view version, std::string_view slug,
                  std::string_view environment);

/// A repeatable script, which has no version.
NewFile repeatable_file(std::string_view slug);

/// One in C++, which compiles.
std::vector<NewFile> code_files(std::string_view version,
                                std::string_view slug);

}  // namespace godwit::command
