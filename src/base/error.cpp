// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/error.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/utf8.h"

namespace godwit {
namespace {

// A generated line can have 20,000 characters and more; a terminal cannot.
constexpr std::size_t widest_window = 120;
constexpr std::size_t narrowest_window = 20;

// The part of a source line that is shown, and the characters before the caret
// in it.
struct Excerpt {
  std::string line;
  std::string before_caret;
};

std::string_view characters(std::string_view text, std::size_t first,
                            std::size_t count) {
  const std::size_t begin = byte_offset(text, first);
  text.remove_prefix(begin);
  return text.substr(0, byte_offset(text, count));
}

Excerpt excerpt(std::string_view source, std::uint32_t column,
                std::size_t window) {
  const std::size_t size = code_points(source);
  const std::size_t caret =
      column == 0 ? 0 : std::min<std::size_t>(column - 1, size);
  if (size <= window) {
    return {std::string(source), std::string(characters(source, 0, caret))};
  }
  const std::size_t first =
      std::min(caret > window / 2 ? caret - window / 2 : 0, size - window);
  const std::string_view left = first > 0 ? "…" : "";
  const std::string_view right = first + window < size ? "…" : "";
  return {fmt::format("{}{}{}", left, characters(source, first, window), right),
          fmt::format("{}{}", left, characters(source, first, caret - first))};
}

// Names and texts of files may hold what would steer a terminal.
std::string printable(std::string text) {
  const auto steers = [](char c) {
    return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f';
  };
  std::replace_if(text.begin(), text.end(), steers, ' ');
  return text;
}

// Tabs stay, so that the caret lines up however wide they are shown.
std::string padding(std::string_view before_caret) {
  std::string spaces;
  for (std::size_t i = 0, n = code_points(before_caret); i < n; ++i) {
    spaces += characters(before_caret, i, 1) == "\t" ? '\t' : ' ';
  }
  return spaces;
}

std::string place(const SourceLocation& location) {
  if (location.file.empty()) return {};
  std::string text = printable(location.file);
  for (const std::uint32_t number : {location.line, location.column}) {
    if (number == 0) break;
    text += fmt::format(":{}", number);
  }
  return text + ": ";
}

// What is left beside the number of the line and two marks that more is there.
std::size_t window_within(std::size_t width, std::size_t taken) {
  return std::clamp(width - std::min(width, taken + 2), narrowest_window,
                    widest_window);
}

std::string source_lines(const SourceLocation& location, std::size_t width) {
  if (location.file.empty() || location.line == 0 || location.source.empty()) {
    return {};
  }
  const std::string number = fmt::format("  {}", location.line);
  const Excerpt shown = excerpt(location.source, location.column,
                                window_within(width, number.size() + 3));
  std::string text = fmt::format("\n{} | {}", number, printable(shown.line));
  if (location.column > 0) {
    text += fmt::format("\n{:{}} | {}^", "", number.size(),
                        padding(shown.before_caret));
  }
  return text;
}

// What has several lines, below each other.
std::string indented(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "      ";
  }
  return result;
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::invalid_migration:
      return "invalid_migration";
    case ErrorCode::pending:
      return "pending";
    case ErrorCode::edited:
      return "edited";
    case ErrorCode::missing:
      return "missing";
    case ErrorCode::binary_too_old:
      return "binary_too_old";
    case ErrorCode::interrupted:
      return "interrupted";
    case ErrorCode::pushed:
      return "pushed";
    case ErrorCode::protected_database:
      return "protected_database";
    case ErrorCode::plan_outdated:
      return "plan_outdated";
    case ErrorCode::out_of_order:
      return "out_of_order";
    case ErrorCode::irreversible:
      return "irreversible";
    case ErrorCode::requirement_unmet:
      return "requirement_unmet";
    case ErrorCode::unusable_history:
      return "unusable_history";
    case ErrorCode::connection_failed:
      return "connection_failed";
    case ErrorCode::connection_lost:
      return "connection_lost";
    case ErrorCode::statement_in_doubt:
      return "statement_in_doubt";
    case ErrorCode::commit_in_doubt:
      return "commit_in_doubt";
    case ErrorCode::locked:
      return "locked";
    case ErrorCode::read_only:
      return "read_only";
    case ErrorCode::statement_failed:
      return "statement_failed";
    case ErrorCode::transaction_ended:
      return "transaction_ended";
    case ErrorCode::foreign_key_violation:
      return "foreign_key_violation";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::timed_out:
      return "timed_out";
    case ErrorCode::io:
      return "io";
    case ErrorCode::no_space:
      return "no_space";
    case ErrorCode::damaged:
      return "damaged";
    case ErrorCode::incomplete:
      return "incomplete";
    case ErrorCode::unexpected_value:
      return "unexpected_value";
  }
  return "unknown";
}

std::vector<ErrorPart> parts_of(const Error& error, std::string_view severity,
                                std::size_t width) {
  using Kind = ErrorPart::Kind;
  std::string said = " " + error.message;
  if (!error.sqlstate.empty()) said += fmt::format(" [{}]", error.sqlstate);
  std::vector<ErrorPart> parts = {
      {Kind::text, place(error.location)},
      {Kind::severity, fmt::format("{}:", severity)},
      {Kind::text, said + source_lines(error.location, width)}};
  const auto add = [&](Kind kind, std::string label, const std::string& what) {
    parts.push_back({Kind::text, "\n"});
    parts.push_back({kind, std::move(label)});
    parts.push_back({Kind::text, " " + indented(what)});
  };
  for (const std::string& one : error.notes) add(Kind::note, "note:", one);
  if (!error.hint.empty()) add(Kind::hint, "hint:", error.hint);
  return parts;
}

std::string to_string(const Error& error) {
  std::string all;
  for (const ErrorPart& part : parts_of(error, "error")) all += part.text;
  return all;
}

}  // namespace godwit
