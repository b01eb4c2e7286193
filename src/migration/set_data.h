// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// What the head of a set says of it, before its digest and its files.
struct SetFields {
  std::string name = {};
  Dialect dialect = Dialect::sqlite;
  std::string directory = {};
  std::string default_url = {};
  std::string history_table = {};
  /// Separated by spaces.
  std::string required = {};
  NewerPolicy newer = NewerPolicy::accept;
  std::string layout = {};
  std::string adopt_version = {};
  std::string snapshot_at = {};
  std::string snapshot_file = {};
  std::string snapshot_text = {};
  std::string hook_directory = {};
  std::string repeatable_directory = {};
  std::string seed_directory = {};
  /// See EmbeddedSet::placeholders.
  std::string placeholders = {};
};

struct NamedText {
  std::string_view name;
  std::string_view text;
};

/// A set in one piece, as scripts/embed.py writes it and docs/format.md
/// describes it.
struct SetData {
  std::string bytes = {};
  std::vector<EmbeddedEntry> entries = {};
};

/// Whether a file counts for the digest of its set.
bool is_brought_by_up(std::string_view file_name);

/// The files are sorted by the bytes of their names. Nothing but the texts
/// holds a NUL, and all of it is less than 4 GiB.
SetData write_set_data(const SetFields& fields,
                       std::span<const NamedText> files);

}  // namespace godwit
