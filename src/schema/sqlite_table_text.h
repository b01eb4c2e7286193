// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit::schema {

/// A statement written in one way: small letters, one space, names without
/// quotes where SQLite does not need them, no comments.
std::string normalised(std::string_view statement);

/// What only the text of CREATE TABLE knows, and no pragma: CHECK, COLLATE,
/// generated columns, AUTOINCREMENT, STRICT and WITHOUT ROWID.
std::vector<std::string> only_in_text(std::string_view create_table);

}  // namespace godwit::schema
