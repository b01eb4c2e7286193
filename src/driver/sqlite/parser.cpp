// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/parser.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "driver/sqlite/script_text.h"

namespace godwit::driver::sqlite {
namespace {

// The parser has no error code of its own: https://sqlite.org/rescode.html
bool is_of_the_parser(std::string_view message) {
  constexpr std::array<std::string_view, 3> beginnings = {
      "near \"", "incomplete input", "unrecognized token"};
  return std::any_of(
      beginnings.begin(), beginnings.end(),
      [&](std::string_view start) { return message.starts_with(start); });
}

std::size_t offset_of_error(sqlite3* database) {
  return static_cast<std::size_t>(std::max(sqlite3_error_offset(database), 0));
}

}  // namespace

std::optional<driver::Parser::Complaint> Parser::complaint(
    std::string_view statement) const {
  if (database_.prepares(with_line_feeds(statement))) return std::nullopt;
  std::string message = sqlite3_errmsg(database_.get());
  if (!is_of_the_parser(message)) return std::nullopt;
  return Complaint{std::move(message), offset_of_error(database_.get())};
}

}  // namespace godwit::driver::sqlite
