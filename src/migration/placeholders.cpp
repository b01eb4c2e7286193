// SPDX-License-Identifier: BSL-1.0
#include "migration/placeholders.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/sha256.h"
#include "base/suggestion.h"
#include "migration/set_reader.h"
#include "sql/words.h"

namespace godwit {
namespace {

Error value_missing(EmbeddedSet set, std::string_view name) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("the placeholder ${{{}}} of {} has no value",
                                name, set.name()),
                    "give it one with MigratorOptions::placeholders");
}

Error value_of_several_lines(std::string_view name) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the value of the placeholder ${{{}}} has more than one line",
                  name),
      "give it in one line");
}

/// A name of PLACEHOLDERS, and what it is where nobody says.
struct Declared {
  std::string name = {};
  std::optional<std::string> otherwise = {};
};

std::vector<Declared> declared_by(EmbeddedSet set) {
  std::vector<Declared> result;
  std::string_view rest = set.placeholders();
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t sign = line.find('=');
    Declared one{.name = std::string(line.substr(0, sign))};
    if (sign != line.npos) one.otherwise = line.substr(sign + 1);
    result.push_back(std::move(one));
  }
  return result;
}

bool is_one_line(std::string_view value) {
  return value.find_first_of(std::string_view("\n\r\0", 3)) == value.npos;
}

/// `${name}` at the beginning of a text: the name. Empty: it is none.
std::string_view placeholder_at(std::string_view text) {
  if (!text.starts_with("${")) return {};
  const std::size_t end = text.find('}');
  if (end == text.npos || end < 3) return {};
  const std::string_view name = text.substr(2, end - 2);
  const bool word = !is_digit(name.front()) &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return is_letter(c) || is_digit(c) || c == '_';
                    });
  return word ? name : std::string_view();
}

/// Writes one text with what its names stand for.
class Filling {
 public:
  Filling(const TextPart& part, const PlaceholderValues& values)
      : part_(part), values_(values) {}

  Result<std::string> fill(Dialect dialect) {
    sql::Lexer lexer(part_.text, dialect);
    for (sql::Token token; lexer.next(token);) {
      if (!sql::is_comment(token)) continue;
      if (auto done = fill_up_to(token.begin); !done) {
        return std::move(done).error();
      }
      copy_up_to(token.end);
    }
    if (auto done = fill_up_to(part_.text.size()); !done) {
      return std::move(done).error();
    }
    return std::move(filled_);
  }

 private:
  Result<void> fill_up_to(std::size_t end) {
    while (at_ < end) {
      const std::size_t next = part_.text.find("${", at_);
      if (next >= end) break;
      copy_up_to(next);
      const std::string_view name = placeholder_at(part_.text.substr(next));
      if (name.empty()) {
        copy_up_to(next + 2);
        continue;
      }
      const auto value = values_.find(name);
      if (value == values_.end()) return not_declared(name);
      filled_ += value->second;
      at_ = next + name.size() + 3;
    }
    copy_up_to(end);
    return {};
  }

  void copy_up_to(std::size_t end) {
    if (end > at_) filled_ += part_.text.substr(at_, end - at_);
    at_ = std::max(at_, end);
  }

  Error not_declared(std::string_view name) const {
    std::vector<std::string> names;
    for (const auto& [known, value] : values_) names.push_back(known);
    const std::string near = suggestion(name, names);
    return invalid_at(
        part_, at_,
        fmt::format("there is no placeholder ${{{}}} in this set", name),
        near.empty() ? fmt::format("add {} to PLACEHOLDERS in CMake", name)
                     : near);
  }

  const TextPart& part_;
  const PlaceholderValues& values_;
  std::string filled_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Placeholders> Placeholders::of(EmbeddedSet set,
                                      const PlaceholderValues& values) {
  Placeholders result;
  for (Declared& one : declared_by(set)) {
    const auto given = values.find(one.name);
    if (given == values.end() && !one.otherwise) {
      return value_missing(set, one.name);
    }
    std::string value =
        given == values.end() ? *std::move(one.otherwise) : given->second;
    if (!is_one_line(value)) return value_of_several_lines(one.name);
    result.values_.emplace(std::move(one.name), std::move(value));
  }
  return result;
}

Placeholders Placeholders::stand_ins(EmbeddedSet set) {
  Placeholders result;
  for (Declared& one : declared_by(set)) {
    std::string value = one.otherwise.value_or(one.name);
    result.values_.emplace(std::move(one.name), std::move(value));
  }
  return result;
}

Result<std::string> Placeholders::fill(const TextPart& part,
                                       Dialect dialect) const {
  return Filling(part, values_).fill(dialect);
}

std::string Placeholders::text() const {
  std::string text;
  for (const auto& [name, value] : values_) {
    text += fmt::format("{}={}\n", name, value);
  }
  return text;
}

std::vector<std::string> declared_placeholders(EmbeddedSet set) {
  std::vector<std::string> names;
  for (Declared& one : declared_by(set)) names.push_back(std::move(one.name));
  return names;
}

std::string digest_with(EmbeddedSet set, const PlaceholderValues& values) {
  const auto placeholders = Placeholders::of(set, values);
  if (!placeholders) return {};
  std::string digest(set.digest());
  if (placeholders->empty()) return digest;
  return sha256(digest + "\n" + placeholders->text());
}

Result<MigrationSet> set_to_look_at(EmbeddedSet set) {
  return only_good(
      MigrationSetReader(set, Placeholders::stand_ins(set)).read());
}

}  // namespace godwit
