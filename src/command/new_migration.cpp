// SPDX-License-Identifier: BSL-1.0
#include "command/new_migration.h"

#include <fmt/format.h>
#include <godwit/version.h>

#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "migration/skeleton.h"

namespace godwit::command {
namespace {

// File systems take 255 bytes; the version and the ending need some.
constexpr std::size_t longest_slug = 200;
constexpr std::size_t timestamp_digits = 14;

Error no_usable_name(std::string_view name) {
  return make_error(
      ErrorCode::invalid_argument,
      name.empty() ? "the new migration has no name"
                   : "nothing of the name can stand in a file name",
      "say what it does in letters a to z and digits, such as add_email");
}

Error name_too_long(std::size_t size) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("a name of {} characters is too long", size),
                    fmt::format("use at most {}", longest_slug));
}

bool is_lower(char c) { return 'a' <= c && c <= 'z'; }
bool is_upper(char c) { return 'A' <= c && c <= 'Z'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Where a word begins: after anything that is no letter or digit, and inside
// AddEmail.
class SlugWriter {
 public:
  void take(char c) {
    if (is_upper(c)) {
      if (is_lower(last_) || is_digit(last_)) new_word_ = true;
      add(lower(c));
    } else if (is_lower(c) || is_digit(c)) {
      add(c);
    } else if (is_ascii(c)) {
      new_word_ = true;
    }
    last_ = c;
  }

  std::string take_text() { return std::move(text_); }

 private:
  void add(char c) {
    if (std::exchange(new_word_, false) && !text_.empty()) text_ += '_';
    text_ += c;
  }

  std::string text_;
  bool new_word_ = false;
  char last_ = 0;
};

Version latest(std::span<const std::string> file_names) {
  Version result;
  for (const std::string& name : file_names) {
    const auto version = Version::parse(name.substr(0, name.find('_')));
    if (version && (result.empty() || *version > result)) result = *version;
  }
  return result;
}

// "0009" to "0010", "13.9" to "13.10".
std::string plus_one(std::string text) {
  std::size_t at = text.size();
  while (at > 0 && text[at - 1] == '9') text[--at] = '0';
  if (at > 0 && is_digit(text[at - 1])) {
    ++text[at - 1];
    return text;
  }
  return text.insert(at, 1, '1');
}

bool is_timestamp(const Version& version) {
  return version.text().size() == timestamp_digits &&
         version.text().find_first_of(".-") == std::string::npos;
}

NewFile up_file(std::string_view stem) {
  return {fmt::format("{}.up.sql", stem),
          std::string(skeleton_of(Direction::up))};
}

NewFile down_file(std::string_view stem) {
  return {fmt::format("{}.down.sql", stem),
          std::string(skeleton_of(Direction::down))};
}

NewFile whole_file(std::string_view stem) {
  return {
      fmt::format("{}.sql", stem),
      fmt::format("-- migrate:up\n{}\n-- migrate:down\n{}",
                  skeleton_of(Direction::up), skeleton_of(Direction::down))};
}

}  // namespace

Result<std::string> slug(std::string_view name) {
  SlugWriter writer;
  for (const char c : name) writer.take(c);
  std::string text = writer.take_text();
  if (text.empty()) return no_usable_name(name);
  if (text.size() > longest_slug) return name_too_long(text.size());
  return text;
}

std::string next_version(std::span<const std::string> file_names,
                         std::string_view now, bool timestamp) {
  const Version last = latest(file_names);
  if (timestamp || is_timestamp(last)) {
    const auto current = Version::parse(now);
    if (current && (last.empty() || *current > last)) return std::string(now);
  }
  return last.empty() ? "0001" : plus_one(last.text());
}

std::vector<NewFile> skeleton(std::string_view version, std::string_view slug,
                              Form form) {
  const std::string stem = fmt::format("{}_{}", version, slug);
  switch (form) {
    case Form::pair:
      return {up_file(stem), down_file(stem)};
    case Form::code:
      return {{stem + ".cpp", std::string(skeleton_of_code())}};
    case Form::whole:
      break;
  }
  return {whole_file(stem)};
}

}  // namespace godwit::command
