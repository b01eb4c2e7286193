// SPDX-License-Identifier: BSL-1.0
#include "migration/sections.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/suggestion.h"
#include "base/text_position.h"
#include "migration/comment_mark.h"
#include "migration/foreign_mark.h"
#include "sql/words.h"

namespace godwit {
namespace {

constexpr std::string_view known_marks =
    "the marks are -- migrate:up and -- migrate:down, each on its own line";

struct Mark {
  std::size_t begin = 0;
  /// Where the line after it begins.
  std::size_t after = 0;
  Direction direction = Direction::up;
};

Error unknown_mark(const TextPart& file, std::size_t offset,
                   std::string_view word) {
  const std::vector<std::string> words = {"up", "down"};
  const std::string near = suggestion(word, words);
  return invalid_at(
      file, offset,
      fmt::format("\"migrate:{}\" is not a mark that Godwit knows", word),
      near.empty() ? std::string(known_marks) : near);
}

Error mark_with_options(const TextPart& file, std::size_t offset,
                        std::string_view options) {
  return invalid_at(
      file, offset,
      fmt::format("\"{}\" after a section mark means nothing", options),
      "options of a half are directives of their own: in place of "
      "transaction:false of dbmate, write -- godwit: no-transaction below the "
      "mark");
}

Error mark_after_sql(const TextPart& file, std::size_t offset) {
  return invalid_at(file, offset, "a section mark stands behind other text",
                    std::string(known_marks));
}

Error repeated_mark(const TextPart& file, const Mark& mark) {
  return invalid_at(
      file, mark.begin,
      fmt::format("a second \"-- migrate:{}\"", to_string(mark.direction)),
      "a file holds one migration: move the rest to a file of "
      "its own");
}

Error down_before_up(const TextPart& file, const Mark& mark) {
  return invalid_at(file, mark.begin,
                    "\"-- migrate:down\" without \"-- migrate:up\" above it",
                    "begin the file with -- migrate:up");
}

Error text_before_up(const TextPart& file, std::size_t offset) {
  return invalid_at(file, offset, "SQL above \"-- migrate:up\"",
                    "move it below the mark: only comments may stand above");
}

Error mark_in_pair(const TextPart& file, const Mark& mark) {
  return invalid_at(file, mark.begin,
                    "a section mark in a file that is one half of a pair",
                    "remove the mark, or put both halves into one "
                    "<version>_<name>.sql");
}

Result<Mark> read_mark(const TextPart& file, const sql::Token& token,
                       const CommentMark& comment) {
  const bool up = sql::is_word(comment.word, "UP");
  if (!up && !sql::is_word(comment.word, "DOWN")) {
    return unknown_mark(file, token.begin, comment.word);
  }
  if (!comment.rest.empty()) {
    return mark_with_options(file, token.begin, comment.rest);
  }
  if (!first_on_line(file.text, token.begin)) {
    return mark_after_sql(file, token.begin);
  }
  return Mark{.begin = token.begin,
              .after = next_line(file.text, token.end),
              .direction = up ? Direction::up : Direction::down};
}

/// Reads a file from mark to mark.
class MarkReader {
 public:
  MarkReader(const TextPart& file, Dialect dialect, CommentPlace place)
      : file_(file), dialect_(dialect), place_(place) {}

  Result<std::vector<Mark>> read() {
    sql::Lexer lexer(file_.text, dialect_);
    for (sql::Token token; lexer.next(token);) {
      if (!sql::is_comment(token)) {
        place_.inside_statement = token.kind != sql::TokenKind::semicolon;
      } else if (auto taken = take(token); !taken) {
        return std::move(taken).error();
      }
    }
    return std::move(marks_);
  }

 private:
  Result<void> take(const sql::Token& token) {
    const auto comment = read_comment_mark(file_.text, token, "migrate");
    if (!comment) {
      auto foreign = check_foreign_mark(file_, token, place_);
      if (foreign) return std::move(*foreign);
      return {};
    }
    const auto mark = read_mark(file_, token, *comment);
    if (!mark) return mark.error();
    marks_.push_back(*mark);
    place_.half = mark->direction;
    place_.inside_statement = false;
    return {};
  }

  const TextPart& file_;
  Dialect dialect_;
  CommentPlace place_;
  std::vector<Mark> marks_;
};

Result<void> check_order(const TextPart& file, const std::vector<Mark>& marks) {
  if (marks[0].direction == Direction::down) {
    return down_before_up(file, marks[0]);
  }
  if (marks.size() > 1 && marks[1].direction == Direction::up) {
    return repeated_mark(file, marks[1]);
  }
  if (marks.size() > 2) return repeated_mark(file, marks[2]);
  return {};
}

Result<void> check_preamble(const TextPart& preamble, Dialect dialect) {
  sql::Lexer lexer(preamble.text, dialect);
  for (sql::Token token; lexer.next(token);) {
    if (!sql::is_comment(token)) return text_before_up(preamble, token.begin);
  }
  return {};
}

}  // namespace

Result<Sections> read_sections(const TextPart& file, Dialect dialect) {
  const auto marks = MarkReader(file, dialect, {}).read();
  if (!marks) return marks.error();
  if (marks->empty()) return Sections{.up = file};
  if (auto ordered = check_order(file, *marks); !ordered) {
    return std::move(ordered).error();
  }
  const Mark& up = marks->front();
  const bool has_down = marks->size() == 2;
  const std::size_t up_end = has_down ? marks->back().begin : file.text.size();
  Sections sections{.preamble = file.part(0, up.begin),
                    .up = file.part(up.after, up_end)};
  if (has_down) {
    sections.down = file.part(marks->back().after, file.text.size());
  }
  if (auto clean = check_preamble(sections.preamble, dialect); !clean) {
    return std::move(clean).error();
  }
  return sections;
}

Result<void> refuse_marks(const TextPart& file, Direction half,
                          Dialect dialect) {
  const auto marks =
      MarkReader(file, dialect, {.half = half, .in_pair = true}).read();
  if (!marks) return marks.error();
  if (!marks->empty()) return mark_in_pair(file, marks->front());
  return {};
}

}  // namespace godwit
