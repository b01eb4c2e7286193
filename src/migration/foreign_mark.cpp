// SPDX-License-Identifier: BSL-1.0
#include "migration/foreign_mark.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/suggestion.h"
#include "base/text_position.h"
#include "sql/words.h"

namespace godwit {
namespace {

constexpr std::string_view up = "write -- migrate:up";
constexpr std::string_view down = "write -- migrate:down";
constexpr std::string_view up_without_transaction =
    "write -- migrate:up, and -- godwit: no-transaction below it";
constexpr std::string_view down_without_transaction =
    "write -- migrate:down, and -- godwit: no-transaction below it";
constexpr std::string_view both =
    "write -- migrate:down, and -- migrate:up where the way up begins";
constexpr std::string_view named_by_file =
    "remove it: the name of the file says which half it is";
constexpr std::string_view as_directive =
    "write -- godwit: no-transaction at the head of the half";
constexpr std::string_view no_splitting =
    "remove it: Godwit knows where statements end";
constexpr std::string_view own_marks =
    "the marks are -- migrate:up and -- migrate:down, each on its own line";
constexpr std::string_view no_changesets =
    "put each changeset into a file of its own, below -- migrate:up, and what "
    "its --rollback lines say below -- migrate:down";
constexpr std::string_view no_rollback =
    "write its statement below -- migrate:down";
constexpr std::string_view no_breakpoint =
    "end the statement above it with a semicolon";
constexpr std::string_view no_header =
    "remove it: Godwit keeps checksums in the history";
constexpr std::string_view no_include = "write what it includes in its place";
constexpr std::string_view no_delimiter =
    "remove it, and end statements with semicolons";
constexpr std::string_view no_counterpart = "remove it: Godwit has no such";
constexpr std::string_view no_variables =
    "remove it, and write the values in place of the variables";

/// A comment as a whole, or the words that it begins with.
enum class Fits : bool { whole, beginning };

struct ForeignMark {
  /// Without its two dashes, in small letters.
  std::string_view text;
  Fits fits;
  std::string_view tool;
  /// As that tool's own documents write it.
  std::string_view spelling;
  std::string_view instead;
};

// The first that fits decides.
constexpr ForeignMark marks[] = {
    {"+goose up", Fits::whole, "goose", "-- +goose Up", up},
    {"+goose down", Fits::whole, "goose", "-- +goose Down", down},
    {"+goose statementbegin", Fits::whole, "goose", "-- +goose StatementBegin",
     no_splitting},
    {"+goose statementend", Fits::whole, "goose", "-- +goose StatementEnd",
     no_splitting},
    {"+goose no transaction", Fits::whole, "goose", "-- +goose NO TRANSACTION",
     as_directive},
    {"+goose envsub on", Fits::whole, "goose", "-- +goose ENVSUB ON",
     no_variables},
    {"+goose", Fits::beginning, "goose", "-- +goose", own_marks},
    {"+migrate up notransaction", Fits::whole, "sql-migrate",
     "-- +migrate Up notransaction", up_without_transaction},
    {"+migrate down notransaction", Fits::whole, "sql-migrate",
     "-- +migrate Down notransaction", down_without_transaction},
    {"+migrate up", Fits::beginning, "sql-migrate", "-- +migrate Up", up},
    {"+migrate down", Fits::beginning, "sql-migrate", "-- +migrate Down", down},
    {"+migrate statementbegin", Fits::beginning, "sql-migrate",
     "-- +migrate StatementBegin", no_splitting},
    {"+migrate statementend", Fits::beginning, "sql-migrate",
     "-- +migrate StatementEnd", no_splitting},
    {"+migrate", Fits::beginning, "sql-migrate", "-- +migrate", own_marks},
    {"liquibase formatted sql", Fits::beginning, "Liquibase",
     "--liquibase formatted sql", no_changesets},
    {"-- create above / drop below --", Fits::beginning, "tern",
     "---- create above / drop below ----", both},
    {"-- tern: disable-tx --", Fits::beginning, "tern",
     "---- tern: disable-tx ----", as_directive},
    {"//@undo", Fits::whole, "MyBatis Migrations", "-- //@UNDO", both},
    {"// @undo", Fits::whole, "MyBatis Migrations", "-- //@UNDO", both},
    {"@undo", Fits::whole, "MyBatis Migrations", "-- @UNDO", both},
    {"!ups", Fits::whole, "Play evolutions", "-- !Ups", up},
    {"!downs", Fits::whole, "Play evolutions", "-- !Downs", down},
    {"rambler up", Fits::whole, "rambler", "-- rambler up", up},
    {"rambler down", Fits::whole, "rambler", "-- rambler down", down},
    {"no-transaction", Fits::whole, "sqlx", "-- no-transaction", as_directive},
    {"! no-transaction", Fits::whole, "graphile-migrate", "--! no-transaction",
     as_directive},
    {"! previous:", Fits::beginning, "graphile-migrate",
     "--! Previous:", no_header},
    {"! hash:", Fits::beginning, "graphile-migrate", "--! Hash:", no_header},
    {"!include", Fits::beginning, "graphile-migrate", "--!include", no_include},
    {"! include", Fits::beginning, "graphile-migrate", "--!include",
     no_include},
    {"atlas:txmode none", Fits::whole, "Atlas", "-- atlas:txmode none",
     as_directive},
    {"atlas:delimiter", Fits::beginning, "Atlas", "-- atlas:delimiter",
     no_delimiter},
    {"atlas:checkpoint", Fits::beginning, "Atlas", "-- atlas:checkpoint",
     no_counterpart},
    {"atlas:import", Fits::beginning, "Atlas", "-- atlas:import", no_include},
    {"transactional: false", Fits::whole, "yoyo", "-- transactional: false",
     as_directive},
};

constexpr ForeignMark changeset = {"changeset", Fits::beginning, "Liquibase",
                                   "--changeset", no_changesets};
constexpr ForeignMark rollback = {"rollback", Fits::beginning, "Liquibase",
                                  "--rollback", no_rollback};
constexpr ForeignMark statement_breakpoint = {
    "> statement-breakpoint", Fits::whole, "Drizzle",
    "--> statement-breakpoint", no_breakpoint};

std::string instead_of(std::string_view instead, const CommentPlace& place) {
  const bool is_section = instead == up || instead == down || instead == both;
  return std::string(place.in_pair && is_section ? named_by_file : instead);
}

Error foreign_mark(const TextPart& file, std::size_t offset,
                   const ForeignMark& mark, const CommentPlace& place) {
  return invalid_at(
      file, offset,
      fmt::format("\"{}\" is a mark of {}, and only a comment to Godwit",
                  mark.spelling, mark.tool),
      instead_of(mark.instead, place));
}

/// The words that a half of another file begins with.
struct Heading {
  Direction half = Direction::up;
  /// Empty: not that of one tool.
  std::string_view tool = {};
};

Error belies_its_half(const TextPart& file, std::size_t offset,
                      std::string_view comment, const Heading& heading,
                      const CommentPlace& place) {
  const bool on_way_up = place.half == Direction::up;
  return invalid_at(
      file, offset,
      fmt::format("\"{}\"{} is only a comment to Godwit, so what follows would "
                  "run on the way {}",
                  comment,
                  heading.tool.empty()
                      ? std::string()
                      : fmt::format(", a mark of {},", heading.tool),
                  to_string(place.half)),
      place.in_pair
          ? fmt::format("move what belongs there to the .{}.sql file, or "
                        "write the comment in other words",
                        on_way_up ? "down" : "up")
          : fmt::format("{}, or the comment in other words",
                        on_way_up ? both : up));
}

// Longer than any mark, and as wide as a heading with a line around it.
constexpr std::size_t longest = 120;

/// A comment in small letters, with single spaces, as far as a mark may reach.
struct Head {
  std::string text = {};
  /// The comment ends there.
  bool whole = false;
};

Head head_of(std::string_view comment) {
  comment = trimmed(comment.substr(2));
  return {
      .text = lower(with_single_spaces(trimmed(comment.substr(0, longest)))),
      .whole = comment.size() <= longest};
}

bool fits(const ForeignMark& mark, const Head& head) {
  if (mark.fits == Fits::beginning) return head.text.starts_with(mark.text);
  return head.whole && head.text == mark.text;
}

// --changeset author:id
bool is_changeset(std::string_view head) {
  constexpr std::string_view word = "changeset ";
  if (!head.starts_with(word)) return false;
  head.remove_prefix(word.size());
  const std::string_view id = head.substr(0, head.find(' '));
  const std::size_t colon = id.find(':');
  return colon != id.npos && colon > 0 && colon + 1 < id.size();
}

// --rollback DROP TABLE a; but not a ROLLBACK that somebody switched off.
bool is_rollback(std::string_view comment, std::string_view head) {
  constexpr std::string_view word = "rollback ";
  if (!head.starts_with(word) || is_space(comment[2])) return false;
  head.remove_prefix(word.size());
  return !sql::is_any_of(head.substr(0, head.find_first_of(" ;")),
                         {"TO", "WORK", "TRANSACTION", "PREPARED", "AND"});
}

const ForeignMark* find_mark(std::string_view comment, const Head& head,
                             const CommentPlace& place) {
  const auto* const found =
      std::find_if(std::begin(marks), std::end(marks),
                   [&](const ForeignMark& mark) { return fits(mark, head); });
  if (found != std::end(marks)) return found;
  if (is_changeset(head.text)) return &changeset;
  if (is_rollback(comment, head.text)) return &rollback;
  const bool glues = place.inside_statement && fits(statement_breakpoint, head);
  return glues ? &statement_breakpoint : nullptr;
}

// "-- == Down == --" is "down".
std::vector<std::string> letters_of(std::string_view head) {
  std::vector<std::string> words(1);
  for (const char c : head) {
    if (is_letter(c)) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool means_to_migrate(const std::string& word) {
  const std::vector<std::string> verbs = {"migrate", "migration", "migrations"};
  if (word == "dbmate" || word == "goose" || word == "godwit") return true;
  // Too short a word is as near to many others.
  return word.size() + 1 >= verbs[0].size() && !nearest(word, verbs).empty();
}

std::optional<Heading> heading_of(const std::string& word) {
  if (word == "up") return Heading{.half = Direction::up};
  if (word == "down" || word == "undo") {
    return Heading{.half = Direction::down};
  }
  return std::nullopt;
}

std::optional<Heading> heading_of_node_pg_migrate(const std::string& word) {
  auto heading = heading_of(word);
  if (heading) heading->tool = "node-pg-migrate";
  return heading;
}

// So that a word of another language, or a number, makes it something else.
bool is_plain(char c) {
  return static_cast<unsigned char>(c) < 0x80 && (c < '0' || c > '9');
}

/// "-- Down", "-- Down Migration" and "--migrate down".
std::optional<Heading> heading(const Head& head) {
  if (!head.whole) return std::nullopt;
  if (!std::all_of(head.text.begin(), head.text.end(), is_plain)) {
    return std::nullopt;
  }
  const std::vector<std::string> words = letters_of(head.text);
  if (words.size() == 1) return heading_of(words[0]);
  if (words.size() != 2) return std::nullopt;
  if (words[1] == "migration") return heading_of_node_pg_migrate(words[0]);
  if (means_to_migrate(words[0])) return heading_of(words[1]);
  if (means_to_migrate(words[1])) return heading_of(words[0]);
  return std::nullopt;
}

}  // namespace

std::optional<Error> check_foreign_mark(const TextPart& file,
                                        const sql::Token& comment,
                                        const CommentPlace& place) {
  if (comment.kind != sql::TokenKind::line_comment) return std::nullopt;
  if (!first_on_line(file.text, comment.begin)) return std::nullopt;
  const auto text =
      file.text.substr(comment.begin, comment.end - comment.begin);
  const Head head = head_of(text);
  if (const ForeignMark* mark = find_mark(text, head, place)) {
    return foreign_mark(file, comment.begin, *mark, place);
  }
  if (place.inside_statement) return std::nullopt;
  const auto found = heading(head);
  if (!found || found->half == place.half) return std::nullopt;
  return belies_its_half(file, comment.begin, trimmed(text), *found, place);
}

}  // namespace godwit
