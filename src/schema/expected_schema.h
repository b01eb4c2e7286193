// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <string_view>

#include "schema/model.h"

namespace godwit::schema {

/// The schema that the migrations of a set make, as it was when a build, or
/// somebody who has a server, ran them. What a live database is compared with.
struct ExpectedSchema {
  Model model = {};
  /// EmbeddedSet::digest of the set, so that a file is not taken for that of
  /// another one. Empty in a program, where the build has compared it.
  std::string digest = {};
  /// Of the database that ran them, such as "15.6". Servers of another major
  /// version may print the same schema otherwise.
  std::string server_version = {};
  /// What `run::live_digest` says of it. A database with the same has the same
  /// schema.
  std::string live_digest = {};
};

/// In lines, an object after the other, so that a repository shows what has
/// changed. The same text for the same schema. See docs/format.md.
std::string to_text(const ExpectedSchema& expected);

/// Its live_digest, without reading the rest. Empty: it has none.
std::string_view live_digest_in(std::string_view text);

/// Fails with invalid_argument and the line where it is no such text.
Result<ExpectedSchema> read_expected_schema(std::string_view text);

}  // namespace godwit::schema
