// SPDX-License-Identifier: BSL-1.0
#include "cli/env_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/read_file.h"
#include "base/text_position.h"
#include "base/utf8.h"

namespace godwit::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> heard = {
    "DATABASE_URL", "DB_HOST",     "DB_PORT",           "DB_NAME",
    "DB_USER",      "DB_PASSWORD", "GODWIT_ENVIRONMENT"};

// By how they begin, since each version of libpq knows more of them.
// libpq reads its own from the environment, and so does who lets servers know
// of a token.
bool is_of_driver(std::string_view name) {
  return (name.starts_with("PG") && name.size() > 2) ||
         name == "DATABASE_AUTH_TOKEN" || name == "DATABASE_AUTH_TOKEN_FILE";
}

bool is_heard(std::string_view name) {
  return is_of_driver(name) || name.starts_with(variables_of_placeholders) ||
         std::find(heard.begin(), heard.end(), name) != heard.end();
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }

bool is_name_part(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

Error no_assignment() {
  return make_error(ErrorCode::invalid_argument,
                    "this line is none of the form NAME=value",
                    "write NAME=value, or begin the line with #");
}

Error unclosed_value(char quote) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("a {} quote is not closed",
                                quote == '"' ? "double" : "single"),
                    quote == '"'
                        ? "close it, and write a quote that is meant as \\\""
                        : "close it, or put the value in double quotes");
}

Error behind_quote() {
  return make_error(ErrorCode::invalid_argument,
                    "something follows the quote that ends the value",
                    "put all of the value in the quotes, and a comment behind "
                    "a blank and a #");
}

Error reference(std::string_view name) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the value of {} refers to another variable, and none is put "
                  "in its place",
                  name),
      "write out what it stands for, or put the value in single quotes if this "
      "is meant as it stands");
}

Error not_utf8() {
  return make_error(ErrorCode::invalid_argument, "the file is not UTF-8",
                    "save it as UTF-8");
}

Error no_such_file(const std::string& path, const std::string& name) {
  return make_error(
      ErrorCode::invalid_argument, fmt::format("there is no file \"{}\"", path),
      fmt::format("'--env {}' reads it from the directory that the command "
                  "runs in: write it there, or correct the name",
                  name));
}

Error no_name(const std::string& name) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("\"{}\" names no environment", name),
      "give what stands behind \".env.\" in the name of the file: letters, "
      "digits and . _ -");
}

Error cannot_read(const std::string& path, std::string_view why) {
  return make_error(ErrorCode::io,
                    fmt::format("cannot read \"{}\": {}", path, why),
                    "let this user read it, or leave it alone with --no-env");
}

class EnvFileReader {
 public:
  EnvFileReader(std::string_view text, const std::string& path)
      : text_(text), path_(path) {}

  Result<Variables> read() {
    if (text_.find('\0') != text_.npos) return at(0, not_utf8());
    while (skip_to_assignment()) {
      if (auto taken = take_assignment(); !taken) {
        return std::move(taken).error();
      }
    }
    return std::move(variables_);
  }

 private:
  // False: there is none any more.
  bool skip_to_assignment() {
    while (at_ < text_.size()) {
      if (is_space(text_[at_])) {
        ++at_;
      } else if (text_[at_] == '#') {
        skip_line();
      } else {
        return true;
      }
    }
    return false;
  }

  Result<void> take_assignment() {
    const std::size_t line = at_;
    std::string_view name = take_name();
    if (name == "export" && at_ < text_.size() && is_blank(text_[at_])) {
      skip_blanks();
      name = take_name();
    }
    skip_blanks();
    const bool good = !name.empty() && !is_digit(name.front()) &&
                      at_ < text_.size() && text_[at_] == '=';
    if (!good) return at(line, no_assignment());
    ++at_;
    skip_blanks();
    const std::size_t begin = at_;
    auto value = take_value();
    if (!value) return std::move(value).error();
    if (refers_ && is_heard(name)) return at(begin, reference(name));
    keep(name, *std::move(value));
    return {};
  }

  // One that is empty counts as not set.
  void keep(std::string_view name, std::string value) {
    if (!is_heard(name)) return;
    variables_.erase(std::string(name));
    if (!value.empty()) variables_.emplace(name, std::move(value));
  }

  std::string_view take_name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name_part(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  Result<std::string> take_value() {
    refers_ = false;
    if (at_ == text_.size()) return std::string();
    if (text_[at_] == '\'' || text_[at_] == '"') return take_quoted();
    return take_plain();
  }

  // Up to a comment, which stands behind a blank: # is a character of
  // passwords.
  std::string take_plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_line_end(text_[at_])) {
      if (text_[at_] == '#' && is_blank(text_[at_ - 1])) break;
      ++at_;
    }
    const std::string_view value = trimmed(text_.substr(begin, at_ - begin));
    refers_ = value.find("${") != value.npos;
    skip_line();
    return std::string(value);
  }

  Result<std::string> take_quoted() {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (quote == '"') {
        take_in_double_quotes(value);
      } else {
        take_character(value);
      }
    }
    if (at_ == text_.size()) return at(begin, unclosed_value(quote));
    ++at_;
    const std::size_t end = at_;
    skip_blanks();
    const bool over = at_ == text_.size() || is_line_end(text_[at_]) ||
                      (text_[at_] == '#' && at_ > end);
    if (!over) return at(at_, behind_quote());
    skip_line();
    return value;
  }

  void take_in_double_quotes(std::string& value) {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
      if (const auto meant = escaped(text_[at_ + 1])) {
        value += *meant;
        at_ += 2;
        return;
      }
    }
    refers_ = refers_ || text_.substr(at_).starts_with("${");
    take_character(value);
  }

  // Those of the shell, and those that dotenv files have beside them. In front
  // of anything else a backslash is one.
  static std::optional<char> escaped(char c) {
    switch (c) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case '"':
      case '\\':
      case '$':
      case '`':
        return c;
      default:
        return std::nullopt;
    }
  }

  // A line end is one, whatever the editor makes of it.
  void take_character(std::string& value) {
    if (text_.substr(at_).starts_with("\r\n")) ++at_;
    value += text_[at_++];
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  void skip_line() {
    while (at_ < text_.size() && !is_line_end(text_[at_])) ++at_;
  }

  // Without the line itself.
  Error at(std::size_t offset, Error error) const {
    error.location = locate(text_, offset, path_);
    error.location.source.clear();
    return error;
  }

  std::string_view text_;
  const std::string& path_;
  std::size_t at_ = 0;
  // Of the value that was taken last: ${NAME} stands in it.
  bool refers_ = false;
  Variables variables_;
};

}  // namespace

Result<Variables> parse_env_file(std::string_view text,
                                 const std::string& path) {
  return EnvFileReader(without_byte_order_mark(text), path).read();
}

std::string env_file_name(const std::string& name) {
  return name.empty() ? ".env" : ".env." + name;
}

Result<Variables> read_env_file(const std::string& name) {
  if (!std::all_of(name.begin(), name.end(), is_name_part)) {
    return no_name(name);
  }
  const std::string path = env_file_name(name);
  std::error_code unknown;
  const fs::file_status status = fs::status(path, unknown);
  // Python has a folder of that name.
  const bool there = fs::exists(status) && !fs::is_directory(status);
  if (!there && !name.empty()) return no_such_file(path, name);
  if (!there) return Variables();
  const ReadFile file = read_to_the_end(path, {.file = 1 << 20});
  // A link to /dev/null is how a file is switched off.
  if (file.problem == ReadProblem::device) return Variables();
  if (file.problem == ReadProblem::failed) {
    return cannot_read(path,
                       std::generic_category().message(file.error_number));
  }
  if (file.problem != ReadProblem::none) {
    return cannot_read(path, "it is too large, or does not end");
  }
  return parse_env_file(file.bytes, path);
}

void hand_to_drivers(const Variables& variables) {
  for (const auto& [name, value] : variables) {
    if (!is_of_driver(name)) continue;
    const char* there = std::getenv(name.c_str());
    if (there == nullptr || *there == '\0') {
      setenv(name.c_str(), value.c_str(), 1);
    }
  }
}

}  // namespace godwit::cli
