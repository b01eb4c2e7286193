// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit::documents {

/// A text that means nothing to Markdown, whatever is in it; on one line, with
/// <br> for its line ends where they may stay.
std::string markdown(std::string_view text);
std::string markdown_of_lines(std::string_view text);

/// A link to a file beside this one, whose name needs no quotes.
std::string markdown_link(std::string_view text, std::string_view file);

/// SQL as it stands, whatever is in it.
std::string sql_block(std::string_view sql);

/// A table, each cell of which is Markdown. Columns in which no row has
/// anything are left out, but for the first.
std::string markdown_table(const std::vector<std::string>& heads,
                           const std::vector<std::vector<std::string>>& rows);

}  // namespace godwit::documents
