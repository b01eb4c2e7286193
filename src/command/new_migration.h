// SPDX-License-Identifier: BSL-1.0
#pragma once

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

/// The skeleton of a migration.
std::vector<NewFile> skeleton(std::string_view version, std::string_view slug,
                              Form form);

}  // namespace godwit::command
