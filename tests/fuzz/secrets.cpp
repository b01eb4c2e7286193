// SPDX-License-Identifier: BSL-1.0
//
// libFuzzer on secrets in SQL: a marked password, whatever stands in it, is
// hidden in the line that is shown and in what a database says of it; what is
// found is in order, and the line keeps its columns. So does the text that
// SQLite gets. The first byte chooses how the password stands in the statement.
#include "base/secrets.h"

#include <array>
#include <string>

#include "base/hide_secrets.h"
#include "base/text_position.h"
#include "base/utf8.h"
#include "driver/sqlite_dialect/script_text.h"
#include "fuzz.h"

namespace {

using godwit::fuzz::require;

constexpr std::string_view mark = "Hu5h";

struct Form {
  std::string_view before;
  std::string_view behind;
  /// What would end the password there.
  std::string_view ends = "";
  /// What has to stand before this one is this one.
  std::string_view escaped = "";
  std::string_view escape = "";
};

constexpr std::array forms = {
    Form{"CREATE ROLE ada PASSWORD '", "' LOGIN", "", "'", "'"},
    Form{"CREATE ROLE ada PASSWORD E'", "' LOGIN", "", "'\\", "\\"},
    Form{"INSERT INTO a (n, token) VALUES ('ada', $x$", "$x$)", "$"},
    Form{"INSERT INTO a (n, token) VALUES (1, \"", "\")", "", "\"", "\""},
    Form{"SELECT f('host=h password=", " port=1')", " \t\r\n\f\v'\\"},
    Form{"SELECT f($$host=h password=", " port=1$$)", " \t\r\n\f\v'\\$"},
    Form{"SELECT f($$host=h password='", "' port=1$$)", "'\\$"},
    Form{"SELECT f($$postgresql://ada:", "@h/shop$$)", "$"},
    Form{"SELECT f('postgresql://ada:", "@h/shop')", "", "'", "'"},
    Form{"DO $$ BEGIN UPDATE a SET token = '", "'; END $$", "$", "'", "'"},
    Form{"DO $$ BEGIN UPDATE a SET token = $y$", "$y$; END $$", "$"},
    Form{"DO $$ BEGIN PERFORM f($y$to host=h password=", " port=1$y$); END $$",
         " \t\r\n\f\v'\"$"},
    Form{"DO $$ BEGIN EXECUTE 'CREATE ROLE ada PASSWORD ''", "'''; END $$", "$",
         "'", "'''"},
};

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

std::string password(std::string_view middle, const Form& form) {
  std::string text(mark);
  for (const char c : middle) {
    if (form.ends.find(c) == form.ends.npos) text += c;
  }
  return text.append(mark);
}

std::string written(std::string_view password, const Form& form) {
  std::string text;
  for (const char c : password) {
    if (form.escaped.find(c) != form.escaped.npos) text += form.escape;
    text += c;
  }
  return text;
}

void require_hidden(std::string_view shown) {
  require(shown.find(mark) == shown.npos);
}

void check_marked(std::string_view middle, const Form& form) {
  const std::string value = password(middle, form);
  const std::string sql = std::string(form.before) + written(value, form) +
                          std::string(form.behind);
  // Any line of the statement may be shown.
  for (const std::size_t offset :
       {std::size_t{0}, sql.size() / 2, sql.size()}) {
    require_hidden(godwit::locate(sql, offset, "a.sql").source);
  }
  godwit::Error error;
  error.message = value;
  error.hint = "(1, " + value + ", 2)";
  error.notes = {"(1, " + value.substr(0, 64) + "..., 2)"};
  godwit::hide_secrets(error, sql);
  require_hidden(error.message);
  require_hidden(error.hint);
  require_hidden(error.notes[0]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = godwit::fuzz::text_of(data + 1, size - 1);
  check_any(text);
  check_marked(text, forms[data[0] % forms.size()]);
  return 0;
}
