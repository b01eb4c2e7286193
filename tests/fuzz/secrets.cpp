// SPDX-License-Identifier: BSL-1.0
//
// libFuzzer on secrets in SQL: a marked password in a statement is hidden, what
// is found is in order, and the line keeps its columns. So does the text that
// SQLite gets.
#include "base/secrets.h"

#include <string>

#include "base/text_position.h"
#include "base/utf8.h"
#include "driver/sqlite/script_text.h"
#include "fuzz.h"

namespace {

using godwit::fuzz::require;

constexpr std::string_view mark = "Hu5h";

void check_any(std::string_view sql) {
  std::size_t at = 0;
  for (const godwit::Secret& secret : godwit::find_secrets(sql)) {
    require(secret.begin >= at && secret.end > secret.begin);
    require(secret.end <= sql.size());
    at = secret.end;
  }
  const godwit::SourceLocation place =
      godwit::locate(sql, sql.size() / 2, "a.sql");
  require(place.column <= godwit::code_points(place.source) + 1);
  require(godwit::driver::sqlite::with_line_feeds(sql).size() == sql.size());
  godwit::driver::sqlite::find_parameter(sql);
}

// Its quotes are doubled; any line of the statement may be shown.
void check_marked(std::string_view middle) {
  std::string sql = "CREATE ROLE ada PASSWORD '" + std::string(mark);
  for (const char c : middle) sql += c == '\'' ? "''" : std::string(1, c);
  sql += std::string(mark) + "' LOGIN";
  for (const std::size_t offset :
       {std::size_t{0}, sql.size() / 2, sql.size()}) {
    const auto place = godwit::locate(sql, offset, "a.sql");
    require(place.source.find(mark) == place.source.npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = godwit::fuzz::text_of(data, size);
  check_any(text);
  check_marked(text);
  return 0;
}
