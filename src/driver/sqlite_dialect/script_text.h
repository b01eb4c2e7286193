// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::driver::sqlite {

/// A script as SQLite must see it: with a line feed where a carriage return
/// ends a line alone, since SQLite ends `--` comments at line feeds only.
/// What stands in quotes stays, and so does the place of every byte.
std::string with_line_feeds(std::string_view script);

/// The first parameter (`?`, `?1`, `:name`, `@name`, `$name`) of a text, as a
/// part of it; empty: there is none outside of quotes and comments.
std::string_view find_parameter(std::string_view text);

/// Whether a script may set something that outlives its transaction, or attach
/// or make what does.
bool may_change_settings(std::string_view sql);

}  // namespace godwit::driver::sqlite
