// SPDX-License-Identifier: BSL-1.0
#include "migration/directives.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/suggestion.h"
#include "migration/comment_mark.h"
#include "migration/replaced.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit {
namespace {

// One directive and all that is known when it is read.
struct Directive {
  const TextPart& part;
  const HalfFacts& half;
  std::size_t offset;
  std::size_t end;
  std::string_view word;
  std::string_view rest;

  /// How the comment begins.
  std::string_view mark() const { return part.text.substr(offset, 2); }

  std::uint32_t line() const {
    return part.first_line + part.lines.number_of(offset);
  }

  SourceLocation location() const {
    return part.lines.locate(offset, part.file, part.first_line);
  }
};

Error invalid(const Directive& directive, std::string message,
              std::string hint) {
  return invalid_at(directive.part, directive.offset, std::move(message),
                    std::move(hint));
}

Error incomplete(const Directive& directive, std::string_view missing,
                 std::string_view form) {
  return invalid(
      directive,
      fmt::format("the directive \"{}\" lacks {}", directive.word, missing),
      fmt::format("write {} godwit: {}", directive.mark(), form));
}

Error takes_nothing(const Directive& directive) {
  return invalid(directive,
                 fmt::format("\"{}\" after the directive \"{}\" means nothing",
                             directive.rest, directive.word),
                 "remove it");
}

Error not_irreversible(const Directive& directive) {
  return invalid(directive,
                 "a migration with a way down is marked irreversible",
                 "remove the down half or the directive");
}

Error not_about_down(const Directive& directive) {
  return invalid(
      directive,
      fmt::format("the directive \"{}\" stands in a down half", directive.word),
      "move it to the head of the up half");
}

Error unknown_database(const Directive& directive, std::string_view name) {
  const std::vector<std::string> names = {"postgresql", "sqlite", "libsql"};
  const std::string near = suggestion(name, names);
  return invalid(
      directive,
      fmt::format("\"{}\" is not a database that Godwit knows", name),
      near.empty() ? "write postgresql, sqlite or libsql" : near);
}

Error replaces_in_code(const Directive& directive) {
  return invalid(directive, "a migration in C++ cannot replace others",
                 "squash those that are SQL, and leave it as it is");
}

Error formerly_in_code(const Directive& directive) {
  return invalid(
      directive,
      "the directive \"formerly\" means nothing in a migration in C++",
      "remove it: that the source is another one than was applied is shown and "
      "never refused");
}

Error formerly_twice(const Directive& directive, const SourceLocation& first) {
  return invalid(
      directive,
      fmt::format("this former checksum is that of line {} too", first.line),
      "remove one of them");
}

Error below_statement(const Directive& directive) {
  return invalid(directive,
                 fmt::format("the directive \"{}\" stands below a statement",
                             directive.word),
                 "move it to the head of the file or of its section");
}

Result<void> no_transaction(const Directive& directive, Directives& into) {
  if (!directive.rest.empty()) return takes_nothing(directive);
  into.transactional = false;
  return {};
}

Result<void> breaking(const Directive& directive, Directives& into) {
  if (!directive.rest.empty()) return takes_nothing(directive);
  if (directive.half.direction == Direction::down) {
    return not_about_down(directive);
  }
  into.breaking = true;
  return {};
}

Result<void> irreversible(const Directive& directive, Directives& into) {
  if (directive.rest.empty()) {
    return incomplete(directive, "a reason", "irreversible <reason>");
  }
  if (directive.half.has_down) return not_irreversible(directive);
  into.irreversible = directive.rest;
  return {};
}

Result<void> allow(const Directive& directive, Directives& into) {
  constexpr std::string_view form = "allow <rule> <reason>";
  std::string_view reason = directive.rest;
  const std::string_view rule = take_word(reason);
  if (rule.empty()) return incomplete(directive, "a rule and a reason", form);
  if (reason.empty()) return incomplete(directive, "a reason", form);
  into.allowed.push_back({.rule = std::string(rule),
                          .reason = std::string(reason),
                          .line = directive.line()});
  into.uncounted.push_back({directive.offset, directive.end});
  return {};
}

bool is_checksum(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
         });
}

Result<void> formerly(const Directive& directive, Directives& into) {
  if (directive.mark() == "//") return formerly_in_code(directive);
  if (directive.half.direction == Direction::down) {
    return not_about_down(directive);
  }
  if (!is_checksum(directive.rest)) {
    return incomplete(directive, "a checksum of 64 hexadecimal digits",
                      "formerly <checksum>");
  }
  FormerChecksum former{.checksum = lower(directive.rest),
                        .location = directive.location()};
  for (const FormerChecksum& other : into.formerly) {
    if (other.checksum == former.checksum) {
      return formerly_twice(directive, other.location);
    }
  }
  into.formerly.push_back(std::move(former));
  into.uncounted.push_back({directive.offset, directive.end});
  return {};
}

Result<void> named(const Directive& directive, std::vector<NamedScript>& into,
                   std::string_view form) {
  if (directive.half.direction == Direction::down) {
    return not_about_down(directive);
  }
  if (directive.rest.empty()) {
    return incomplete(directive, "the name of a repeatable script", form);
  }
  std::string_view names = directive.rest;
  for (std::string_view name = take_word(names); !name.empty();
       name = take_word(names)) {
    into.push_back(
        {.name = std::string(name), .location = directive.location()});
  }
  return {};
}

Result<void> uses(const Directive& directive, Directives& into) {
  return named(directive, into.uses, "uses <name>");
}

Result<void> rebuild(const Directive& directive, Directives& into) {
  return named(directive, into.rebuilds, "rebuild <name>");
}

Result<void> when_changed(const Directive& directive, Directives& into) {
  if (!directive.rest.empty()) return takes_nothing(directive);
  if (directive.half.direction == Direction::down) {
    return not_about_down(directive);
  }
  into.when_changed = true;
  return {};
}

Result<void> replaces(const Directive& directive, Directives& into) {
  if (directive.mark() == "//") return replaces_in_code(directive);
  if (directive.half.direction == Direction::down) {
    return not_about_down(directive);
  }
  auto replaced = read_replaced(directive.rest);
  if (!replaced) {
    return incomplete(directive, "a migration", "replaces 0001_create_person");
  }
  replaced->line = directive.line();
  into.replaces.push_back(*std::move(replaced));
  into.uncounted.push_back({directive.offset, directive.end});
  return {};
}

bool names_libsql(std::string_view rest) {
  return sql::is_word(take_word(rest), "LIBSQL");
}

Result<void> requires_libsql(const Directive& directive, Directives& into) {
  if (!sql::is_word(directive.rest, "LIBSQL")) {
    return invalid(directive, "\"requires libsql\" takes no version",
                   "leave it out, or ask for one of SQLite's beside it: "
                   "requires sqlite >= 3.45");
  }
  into.requirements.push_back({.dialect = Dialect::sqlite,
                               .engine = "libsql",
                               .line = directive.line()});
  return {};
}

Result<void> requirement(const Directive& directive, Directives& into) {
  constexpr std::string_view form = "requires postgresql >= 16";
  if (names_libsql(directive.rest)) return requires_libsql(directive, into);
  const std::size_t sign = directive.rest.find(">=");
  if (sign == directive.rest.npos) {
    return incomplete(directive, "a database and a version", form);
  }
  std::string_view before = directive.rest.substr(0, sign);
  std::string_view after = directive.rest.substr(sign + 2);
  const std::string_view database = take_word(before);
  const auto version = Version::parse(take_word(after));
  if (!version || !before.empty() || !after.empty()) {
    return incomplete(directive, "a version of digits and points", form);
  }
  const bool sqlite = sql::is_word(database, "SQLITE");
  if (!sqlite && !sql::is_word(database, "POSTGRESQL")) {
    return unknown_database(directive, database);
  }
  into.requirements.push_back(
      {.dialect = sqlite ? Dialect::sqlite : Dialect::postgresql,
       .at_least = *version,
       .line = directive.line()});
  return {};
}

struct Kind {
  std::string_view word;
  std::string_view capitals;
  Result<void> (*read)(const Directive&, Directives&);
  /// The only kind of scripts that it is about. Absent: it is about all.
  std::optional<MigrationKind> only = {};
  /// Says something about the next statement, not about the half.
  bool anywhere = false;
};

constexpr Kind kinds[] = {
    {"no-transaction", "NO-TRANSACTION", no_transaction,
     MigrationKind::versioned},
    {"irreversible", "IRREVERSIBLE", irreversible, MigrationKind::versioned},
    {"allow", "ALLOW", allow, {}, true},
    {"requires", "REQUIRES", requirement},
    {"breaking", "BREAKING", breaking, MigrationKind::versioned},
    {"formerly", "FORMERLY", formerly, MigrationKind::versioned},
    {"replaces", "REPLACES", replaces, MigrationKind::versioned},
    {"uses", "USES", uses, MigrationKind::repeatable},
    {"rebuild", "REBUILD", rebuild, MigrationKind::versioned},
    {"when-changed", "WHEN-CHANGED", when_changed, MigrationKind::seed},
};

std::string_view called(MigrationKind kind) {
  switch (kind) {
    case MigrationKind::versioned:
      return "migrations";
    case MigrationKind::repeatable:
      return "repeatable scripts";
    case MigrationKind::seed:
      return "seeds";
  }
  return "";
}

Error of_another_kind(const Directive& directive, MigrationKind kind) {
  return invalid(directive,
                 fmt::format("the directive \"{}\" is one of {}",
                             directive.word, called(kind)),
                 "remove it");
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

Error unknown_directive(const Directive& directive) {
  std::vector<std::string> words;
  for (const Kind& kind : kinds) words.emplace_back(kind.word);
  const std::string near = suggestion(directive.word, words);
  return invalid(
      directive,
      fmt::format("\"{}\" is not a directive that Godwit knows",
                  directive.word),
      near.empty() ? fmt::format("directives are {}", listed(words)) : near);
}

Error only_looks_like(const TextPart& part, std::size_t offset,
                      const Kind& kind) {
  return invalid_at(
      part, offset,
      fmt::format("this looks like the directive \"{}\" and is only a comment",
                  kind.word),
      fmt::format("directives are line comments of the form {} godwit: {}",
                  part.text.substr(offset, 2) == "//" ? "//" : "--",
                  kind.word));
}

const Kind* find_kind(std::string_view word) {
  const auto* const kind = std::find_if(
      std::begin(kinds), std::end(kinds),
      [&](const Kind& each) { return sql::is_word(word, each.capitals); });
  return kind == std::end(kinds) ? nullptr : kind;
}

bool is_nearly_godwit(std::string_view word) {
  const std::vector<std::string> words = {"godwit"};
  return word.size() + 2 >= words[0].size() &&
         !nearest(lower(word), words).empty();
}

// "-- godwit requires a table here", "-- godwit formerly known as limosa",
// "-- godwit replaces a shell script".
bool is_sentence(const Kind& kind, std::string_view rest) {
  return (kind.read == requirement && rest.find(">=") == rest.npos &&
          !sql::is_word(rest, "LIBSQL")) ||
         (kind.read == formerly && !is_checksum(rest)) ||
         (kind.read == replaces && !read_replaced(rest)) || kind.read == uses ||
         kind.read == rebuild;
}

// `-- godwit no-transaction`, `-- goodwit: allow …`, `/* godwit: breaking */`.
// Null: it is a comment like any other.
const Kind* meant_directive(std::string_view text, const sql::Token& token) {
  if (token.unterminated) return nullptr;
  const bool block = token.kind == sql::TokenKind::block_comment;
  std::string_view rest =
      text.substr(token.begin + 2, token.end - token.begin - (block ? 4 : 2));
  std::string_view name = take_word(rest);
  std::string_view word = take_word(rest);
  if (word.starts_with(':')) word.remove_prefix(1);
  const Kind* kind = find_kind(word);
  if (kind == nullptr) return nullptr;
  const bool colon = name.ends_with(':');
  if (colon) name.remove_suffix(1);
  const bool exact = sql::is_word(name, "GODWIT");
  if (block ? !exact || !colon : !is_nearly_godwit(name)) return nullptr;
  return !colon && is_sentence(*kind, rest) ? nullptr : kind;
}

Result<void> read_directive(const Directive& directive, bool below,
                            Directives& into) {
  const Kind* kind = find_kind(directive.word);
  if (kind == nullptr) return unknown_directive(directive);
  if (kind->only && kind->only != directive.half.kind) {
    return of_another_kind(directive, *kind->only);
  }
  if (below && !kind->anywhere) return below_statement(directive);
  return kind->read(directive, into);
}

// Reads the comments of a half, those in the bodies of DO blocks included: what
// stands there runs like the statements around it.
class DirectiveReader {
 public:
  DirectiveReader(const TextPart& part, const HalfFacts& half, Directives& into)
      : part_(part), half_(half), into_(into) {}

  // Line by line, since a lexer of SQL does not know these comments.
  Result<void> read_code() {
    const std::string_view text = part_.text;
    for (std::size_t begin = 0; begin < text.size();
         begin = next_line(text, begin)) {
      const std::size_t mark = text.find_first_not_of(" \t", begin);
      if (mark == text.npos || !text.substr(mark).starts_with("//")) continue;
      const std::size_t end =
          std::min(text.find_first_of("\r\n", mark), text.size());
      auto taken = take_comment({sql::TokenKind::line_comment, mark, end});
      if (!taken) return taken;
    }
    return {};
  }

  Result<void> read(std::size_t begin, std::size_t end) {
    std::string_view head;
    sql::Lexer lexer(part_.text.substr(begin, end - begin), half_.dialect);
    for (sql::Token token; lexer.next(token);) {
      token.begin += begin;
      token.end += begin;
      auto taken = take(token, head);
      if (!taken) return taken;
    }
    return {};
  }

 private:
  // `head` is the first token of the statement.
  Result<void> take(const sql::Token& token, std::string_view& head) {
    if (sql::is_comment(token)) return take_comment(token);
    if (token.kind == sql::TokenKind::semicolon) {
      head = {};
      return {};
    }
    below_ = true;
    const auto text = part_.text.substr(token.begin, token.end - token.begin);
    if (head.empty()) head = text;
    const bool body = sql::is_word(head, "DO") && text.starts_with('$') &&
                      token.kind == sql::TokenKind::string &&
                      !token.unterminated;
    if (!body) return {};
    const auto content = sql::StringContent::of(text, token.begin);
    if (!content) return {};
    const std::size_t begin = content->place(0);
    return read(begin, begin + content->text().size());
  }

  Result<void> take_comment(const sql::Token& token) {
    const auto mark = read_comment_mark(part_.text, token, "godwit");
    if (!mark) {
      const Kind* meant = meant_directive(part_.text, token);
      if (meant != nullptr) return only_looks_like(part_, token.begin, *meant);
      return {};
    }
    return read_directive(
        {part_, half_, token.begin, token.end, mark->word, mark->rest}, below_,
        into_);
  }

  const TextPart& part_;
  const HalfFacts& half_;
  Directives& into_;
  bool below_ = false;
};

}  // namespace

Result<void> read_code_directives(const TextPart& part, const HalfFacts& half,
                                  Directives& directives) {
  return DirectiveReader(part, half, directives).read_code();
}

Result<void> read_directives(const TextPart& part, const HalfFacts& half,
                             Directives& directives) {
  directives.uncounted.clear();
  return DirectiveReader(part, half, directives).read(0, part.text.size());
}

}  // namespace godwit
