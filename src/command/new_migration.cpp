// SPDX-License-Identifier: BSL-1.0
#include "command/new_migration.h"

#include <fmt/format.h>
#include <godwit/version.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "migration/file_name.h"
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

Error no_way_back(const Migration& migration) {
  const std::string label = migration_label(migration.version, migration.name);
  if (migration.up.language == Language::cpp) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("{} is C++, which nobody can turn round", label),
        "write the way back as a new migration in C++");
  }
  return make_error(
      ErrorCode::irreversible,
      fmt::format("{} has no way down that could be applied", label),
      migration.irreversible.empty()
          ? "write the way back as a new migration"
          : fmt::format("it says why: {}", migration.irreversible));
}

// Of these lines a new migration knows nothing.
bool is_about_the_release(std::string_view line) {
  for (const std::string_view directive :
       {"-- godwit: formerly", "-- godwit: replaces", "-- godwit: breaking",
        "-- godwit: irreversible"}) {
    if (line.starts_with(directive)) return true;
  }
  return false;
}

std::string as_way_down(std::string_view up) {
  std::string text;
  while (!up.empty()) {
    const std::size_t end = std::min(up.find('\n'), up.size() - 1) + 1;
    if (!is_about_the_release(up.substr(0, end))) text += up.substr(0, end);
    up.remove_prefix(end);
  }
  return text;
}

// A half begins on a line of its own, whatever the other one ends in.
std::string ended(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
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

Halves skeleton_halves() {
  return {.up = std::string(skeleton_of(Direction::up)),
          .down = std::string(skeleton_of(Direction::down))};
}

Result<Halves> reverting(const Migration& migration) {
  if (!migration.down || migration.down->language == Language::cpp) {
    return no_way_back(migration);
  }
  return Halves{.up = ended(std::string(migration.down->text)),
                .down = ended(as_way_down(migration.up.text))};
}

std::vector<NewFile> sql_files(std::string_view version, std::string_view slug,
                               Form form, const Halves& halves) {
  const std::string stem = fmt::format("{}_{}", version, slug);
  if (form == Form::pair) {
    return {{stem + ".up.sql", halves.up}, {stem + ".down.sql", halves.down}};
  }
  return {{stem + ".sql", fmt::format("-- migrate:up\n{}\n-- migrate:down\n{}",
                                      halves.up, halves.down)}};
}

NewFile seed_file(std::string_view version, std::string_view slug,
                  std::string_view environment) {
  std::string name = fmt::format("{}_{}", version, slug);
  if (!environment.empty()) name += fmt::format(".{}", environment);
  return {.name = name + ".sql", .text = std::string(skeleton_of_seed())};
}

NewFile repeatable_file(std::string_view slug) {
  return {.name = fmt::format("{}.sql", slug),
          .text = std::string(skeleton_of_repeatable())};
}

std::vector<NewFile> code_files(std::string_view version,
                                std::string_view slug) {
  return {{fmt::format("{}_{}.cpp", version, slug),
           std::string(skeleton_of_code())}};
}

}  // namespace godwit::command
