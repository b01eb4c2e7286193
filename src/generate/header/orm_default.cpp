// SPDX-License-Identifier: BSL-1.0
#include "generate/header/orm_default.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "generate/header/cpp_names.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::generate {
namespace {

using Expression = std::optional<std::string>;
using Constant = std::pair<std::string_view, std::string_view>;

constexpr auto constants = std::to_array<Constant>({
    {"current_date", "::sqlite_orm::current_date()"},
    {"current_time", "::sqlite_orm::current_time()"},
    {"current_timestamp", "::sqlite_orm::current_timestamp()"},
    {"false", "false"},
    {"null", "nullptr"},
    {"true", "true"},
});

// Called so in sqlite_orm, too.
constexpr auto functions = std::to_array<std::string_view>(
    {"date", "datetime", "hex", "julianday", "lower", "random", "randomblob",
     "strftime", "time", "upper"});

// As the manual defines it, since sqlite_orm has no such function in all
// releases.
constexpr const char* unix_time =
    "::sqlite_orm::cast<std::int64_t>(::sqlite_orm::strftime(\"%s\", \"now\"))";

// What means the same in C++: no octal number, none that is too large, no "1."
// and no "1_000".
bool is_number_of_cpp(std::string_view text) {
  constexpr std::size_t surely_fits = 18;
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view rest = text.substr(std::min(point + 1, text.size()));
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
  };
  return digits(whole) && whole.size() <= surely_fits &&
         (whole == "0" || !whole.starts_with('0')) &&
         (point == text.size() || digits(rest));
}

/// Reads one expression, token by token.
class DefaultReader {
 public:
  explicit DefaultReader(std::string_view sql) : words_(sql, Dialect::sqlite) {}

  Expression whole() {
    Expression read = expression(words_.next());
    if (!words_.next().empty()) return std::nullopt;
    return read;
  }

 private:
  Expression expression(std::string_view word) {
    if (word.empty()) return std::nullopt;
    if (word == "(") return inside_parentheses();
    if (word == "-" || word == "+") {
      const Expression value = number(words_.next());
      return value && word == "-" ? "-" + *value : value;
    }
    // SQLite takes a name in quotes for a string, where no name can be.
    if (words_.at_string() || word.starts_with('"')) return string(word);
    if (words_.at_word()) return named(lower(word));
    return number(word);
  }

  Expression inside_parentheses() {
    Expression read = expression(words_.next());
    if (words_.next() != ")") return std::nullopt;
    return read;
  }

  static Expression number(std::string_view word) {
    if (!is_number_of_cpp(word)) return std::nullopt;
    return std::string(word);
  }

  // Not of x'00', nor of E'a', which is none of SQLite.
  static Expression string(std::string_view word) {
    if (word.front() != '\'' && word.front() != '"') return std::nullopt;
    return cpp_literal(sql::unquoted(word));
  }

  Expression named(const std::string& name) {
    for (const auto& [constant, cpp] : constants) {
      if (name == constant) return std::string(cpp);
    }
    if (name == "unixepoch") return seconds();
    if (std::find(functions.begin(), functions.end(), name) ==
            functions.end() ||
        words_.next() != "(") {
      return std::nullopt;
    }
    return call(name);
  }

  // Of now, and not with what may make another number of it.
  Expression seconds() {
    if (words_.next() != "(") return std::nullopt;
    auto word = words_.next();
    if (words_.at_string() && equal_but_for_case(word, "'now'")) {
      word = words_.next();
    }
    if (word != ")") return std::nullopt;
    return unix_time;
  }

  // Behind the parenthesis.
  Expression call(const std::string& name) {
    std::string arguments;
    for (auto word = words_.next(); word != ")"; word = words_.next()) {
      const Expression argument = expression(word);
      if (!argument) return std::nullopt;
      arguments += (arguments.empty() ? "" : ", ") + *argument;
      sql::Words ahead = words_;
      if (ahead.next() == ",") words_ = ahead;
    }
    return fmt::format("::sqlite_orm::{}({})", name, arguments);
  }

  sql::Words words_;
};

}  // namespace

std::optional<std::string> orm_default(std::string_view sql) {
  return DefaultReader(sql).whole();
}

}  // namespace godwit::generate
