// SPDX-License-Identifier: BSL-1.0
#include "generate/annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/text_position.h"
#include "change/change.h"
#include "migration/comment_mark.h"
#include "sql/made_object.h"
#include "sql/statements.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::generate {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;
using sql::Token;
using sql::TokenKind;

using Names = std::set<std::string>;
/// "app", "person" of app.person.
using Path = std::vector<std::string>;

/// A comment, and the names that it may be about.
struct Annotation {
  std::string_view word = {};
  std::string_view rest = {};
  SourceLocation location = {};
  /// Those on its line.
  Names line = {};
  /// Those in its statement.
  Names statement = {};
};

Error wrong(const Annotation& annotation, std::string message,
            std::string hint = {}) {
  Error error = make_error(ErrorCode::invalid_argument, std::move(message),
                           std::move(hint));
  error.location = annotation.location;
  return error;
}

Error unknown_annotation(const Annotation& annotation) {
  return wrong(annotation,
               fmt::format("a schema has no \"{}\"", annotation.word),
               "there are: renamed from <name>, fill <expression>, keep "
               "<column or table>");
}

Error about_nothing(const Annotation& annotation) {
  return wrong(annotation, "nothing that is declared here could have this",
               "write it at the end of the line of the column, table or other "
               "thing that it is about");
}

Error about_several(const Annotation& annotation, const Identity& one,
                    const Identity& other) {
  return wrong(annotation,
               fmt::format("this may be about {} or {}", schema::label(one),
                           schema::label(other)),
               "write each on a line of its own");
}

Error both_declared(const Annotation& annotation, const Identity& old,
                    const Identity& now) {
  return wrong(annotation,
               fmt::format("{} is renamed to {}, and still declared",
                           schema::label(old), now.name),
               "remove one of the two, or the comment");
}

// Where more than the names of a line could be meant, the lexer tells a name
// from a string; labels of an enum are strings.
std::optional<std::string> name_at(std::string_view text, const Token& token,
                                   Dialect dialect) {
  const auto written = text.substr(token.begin, token.end - token.begin);
  const bool folded = dialect == Dialect::sqlite;
  switch (token.kind) {
    case TokenKind::word:
      return lower(written);
    case TokenKind::quoted_name:
    case TokenKind::string: {
      if (written.size() < 2 || token.unterminated) return std::nullopt;
      std::string name = sql::unquoted(written);
      return folded ? lower(name) : name;
    }
    default:
      return std::nullopt;
  }
}

Names names_between(std::string_view text, std::size_t begin, std::size_t end,
                    Dialect dialect) {
  Names names;
  const auto part = text.substr(begin, end - begin);
  sql::Lexer lexer(part, dialect);
  for (Token token; lexer.next(token);) {
    if (auto name = name_at(part, token, dialect)) names.insert(*name);
  }
  return names;
}

/// The annotations of one file.
class Reading {
 public:
  Reading(const SchemaFile& file, Dialect dialect)
      : file_(file),
        text_(file.text),
        dialect_(dialect),
        statements_(sql::split(file.text, dialect)) {}

  std::vector<Annotation> run() const {
    std::vector<Annotation> found;
    sql::Lexer lexer(text_, dialect_);
    for (Token token; lexer.next(token);) {
      const auto mark = read_comment_mark(text_, token, "godwit");
      if (!mark) continue;
      const auto [begin, end] = line_of(token);
      found.push_back({.word = mark->word,
                       .rest = mark->rest,
                       .location = locate(text_, token.begin, file_.path),
                       .line = names_between(text_, begin, end, dialect_),
                       .statement = names_of_statement(begin, end)});
    }
    return found;
  }

 private:
  // The line of the comment; where it stands alone, the next with a name.
  std::pair<std::size_t, std::size_t> line_of(const Token& comment) const {
    if (!first_on_line(text_, comment.begin)) {
      const std::size_t before = text_.rfind('\n', comment.begin);
      return {before == text_.npos ? 0 : before + 1, comment.begin};
    }
    std::size_t begin = comment.end;
    while (begin < text_.size()) {
      begin = std::min(text_.find('\n', begin), text_.size() - 1) + 1;
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      if (!names_between(text_, begin, end, dialect_).empty()) {
        return {begin, end};
      }
    }
    return {text_.size(), text_.size()};
  }

  // The last that begins in front of the end of the line.
  Names names_of_statement(std::size_t begin, std::size_t end) const {
    Names names;
    for (const StatementRange range : statements_.ranges) {
      if (range.begin >= end || range.end < begin) continue;
      names.merge(names_between(text_, range.begin, range.end, dialect_));
    }
    return names;
  }

  const SchemaFile& file_;
  std::string_view text_;
  Dialect dialect_;
  sql::Statements statements_;
};

// Of a function without its arguments.
std::string base_name(const Identity& id) {
  return id.name.substr(0, id.name.find('('));
}

bool is_said(const Annotation& annotation, const Identity& id) {
  return annotation.line.contains(base_name(id)) &&
         (id.table.empty() || annotation.statement.contains(id.table));
}

/// What is called otherwise in two schemas, tables first, since columns and the
/// like belong to tables that may be renamed themselves.
class Renaming {
 public:
  Renaming(const Model& from, const Model& to) : from_(from), to_(to) {}

  /// As it is called in the first schema, but for its own name.
  Identity before(const Identity& id) const {
    Identity old = change::before_renames(id, renames_);
    old.name = id.name;
    return old;
  }

  bool is_new(const Identity& id) const {
    return from_.find(before(id)) == nullptr;
  }

  /// The one that this could be the old name of. Null: none is left.
  const Fact* old(const Identity& id, const Path& path) const {
    Identity wanted = before(id);
    const std::size_t arguments = wanted.name.find('(');
    const std::string& name = path.back();
    wanted.name = arguments == std::string::npos
                      ? name
                      : name + wanted.name.substr(arguments);
    const bool in_schema = id.table.empty() && !id.schema.empty();
    if (in_schema && path.size() > 1) wanted.schema = path[path.size() - 2];
    return from_.find(wanted);
  }

  /// Both as a Rename has them.
  change::Rename rename(const Identity& from, const Identity& to) const {
    Identity old = to;
    old.name = from.name;
    // Not where it is the schema that has another name.
    if (from.schema != before(to).schema) old.schema = from.schema;
    return {.from = std::move(old), .to = to};
  }

  void add(change::Rename rename) { renames_.push_back(std::move(rename)); }

  const Model& to() const { return to_; }
  change::Renames take() { return std::move(renames_); }

 private:
  const Model& from_;
  const Model& to_;
  change::Renames renames_;
};

Path path_of(std::string_view written, Dialect dialect) {
  Path path;
  sql::Lexer lexer(written, dialect);
  for (Token token; lexer.next(token);) {
    if (auto name = name_at(written, token, dialect)) path.push_back(*name);
  }
  return path;
}

Result<void> add_rename(const Annotation& annotation, bool of_parts,
                        Renaming& renaming) {
  std::string_view rest = annotation.rest;
  if (!sql::is_word(take_word(rest), "FROM") || rest.empty()) {
    return wrong(annotation, "it does not say what it was renamed from",
                 "write: -- godwit: renamed from <name>");
  }
  const Path path = path_of(rest, renaming.to().dialect);
  if (path.empty()) return about_nothing(annotation);
  std::optional<change::Rename> found;
  bool said = false;
  for (const auto& [id, fact] : renaming.to().facts) {
    if (id.kind == Kind::comment || id.kind == Kind::privilege) continue;
    if (!is_said(annotation, id)) continue;
    said = true;
    if (id.table.empty() == of_parts || !renaming.is_new(id)) continue;
    const Fact* old = renaming.old(id, path);
    if (old == nullptr) continue;
    change::Rename rename = renaming.rename(old->id, id);
    if (renaming.to().find(rename.from) != nullptr) {
      return both_declared(annotation, rename.from, id);
    }
    if (found) return about_several(annotation, found->to, id);
    found = std::move(rename);
  }
  if (!said) return about_nothing(annotation);
  if (found) renaming.add(*std::move(found));
  return {};
}

Error bad_rename(const std::string& text) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("\"{}\" renames nothing that is called so before and "
                  "afterwards",
                  text),
      "write old=new, such as person=people or people.login=people.email");
}

// Whether a path such as "person.email" leads to it; the schema may be left
// out.
bool leads_to(const Path& path, const Identity& id) {
  Path whole;
  if (!id.schema.empty()) whole.push_back(id.schema);
  if (!id.table.empty()) whole.push_back(id.table);
  whole.push_back(base_name(id));
  return path.size() <= whole.size() && path.size() + 1 >= whole.size() &&
         std::equal(path.rbegin(), path.rend(), whole.rbegin()) &&
         (path.size() == whole.size() || !id.schema.empty());
}

Result<void> add_rename(const std::string& text, bool of_parts,
                        Renaming& renaming) {
  const std::size_t middle = text.find('=');
  if (middle == std::string::npos) return bad_rename(text);
  const Dialect dialect = renaming.to().dialect;
  const auto old = path_of(text.substr(0, middle), dialect);
  const auto now = path_of(text.substr(middle + 1), dialect);
  if (old.empty() || now.empty()) return bad_rename(text);
  bool found = false;
  for (const auto& [id, fact] : renaming.to().facts) {
    if (!leads_to(now, id)) continue;
    found = found || !id.table.empty() != of_parts;
    if (id.table.empty() == of_parts || !renaming.is_new(id)) continue;
    const Fact* before = renaming.old(id, old);
    if (before == nullptr) continue;
    renaming.add(renaming.rename(before->id, id));
    return {};
  }
  if (!found) return bad_rename(text);
  return {};
}

Result<void> add_fill(const Annotation& annotation, const Renaming& renaming,
                      const Model& from, change::Fills& fills) {
  if (annotation.rest.empty()) {
    return wrong(annotation, "it does not say what with",
                 "write: -- godwit: fill <expression>");
  }
  const Identity* column = nullptr;
  bool said = false;
  for (const auto& [id, fact] : renaming.to().facts) {
    if (id.kind != Kind::column || !is_said(annotation, id)) continue;
    said = true;
    const Fact* before = from.find(renaming.before(id));
    const bool changes = before == nullptr || before->aspects != fact.aspects;
    if (!changes) continue;
    if (column != nullptr) return about_several(annotation, *column, id);
    column = &id;
  }
  if (!said) return about_nothing(annotation);
  // Once it is there, nothing is to be filled any more.
  if (column != nullptr) fills.emplace(*column, annotation.rest);
  return {};
}

Error keeps_nothing(const std::string& text) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("no column or table that is dropped is called \"{}\"", text),
      "name it as it is called before, such as person or person.email");
}

Error keeps_one_of_several(std::string_view text) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("several columns and tables that are dropped could be called "
                  "\"{}\"",
                  text),
      "write the schema in front of it");
}

bool has_values(const Model& model, const Identity& id) {
  if (id.kind == Kind::table) return true;
  if (id.kind != Kind::column) return false;
  const Fact* owner = model.owner_of(id);
  return owner != nullptr && owner->id.kind == Kind::table;
}

// Absent: nothing that is called so is dropped.
Result<std::optional<Identity>> dropped(std::string_view written,
                                        const Model& from, const Model& to,
                                        const change::Renames& renames) {
  const auto path = path_of(written, from.dialect);
  std::optional<Identity> found;
  if (path.empty()) return found;
  for (const auto& [id, fact] : from.facts) {
    if (!has_values(from, id) || !leads_to(path, id)) continue;
    if (to.find(change::after_renames(id, renames)) != nullptr) continue;
    if (found) return keeps_one_of_several(written);
    found = id;
  }
  return found;
}

Result<void> add_keep(const Annotation& annotation, const Model& from,
                      const Model& to, const change::Renames& renames,
                      std::set<Identity>& keeps) {
  if (annotation.rest.empty()) {
    return wrong(annotation, "it does not say what is kept",
                 "write: -- godwit: keep <column or table>");
  }
  const auto object = dropped(annotation.rest, from, to, renames);
  if (!object) {
    return wrong(annotation, object.error().message, object.error().hint);
  }
  // Before it is dropped, and once it is gone, there is nothing to keep.
  if (*object) keeps.insert(**object);
  return {};
}

}  // namespace

Result<Annotations> read_annotations(std::span<const SchemaFile> files,
                                     const Model& from, const Model& to) {
  std::vector<Annotation> all;
  for (const SchemaFile& file : files) {
    for (Annotation& one : Reading(file, to.dialect).run()) {
      const bool known = sql::is_any_of(one.word, {"RENAMED", "FILL", "KEEP"});
      if (!known) return unknown_annotation(one);
      all.push_back(std::move(one));
    }
  }
  Renaming renaming(from, to);
  for (const bool of_parts : {false, true}) {
    for (const Annotation& one : all) {
      if (!sql::is_word(one.word, "RENAMED")) continue;
      auto added = add_rename(one, of_parts, renaming);
      if (!added) return std::move(added).error();
    }
  }
  Annotations found;
  for (const Annotation& one : all) {
    if (!sql::is_word(one.word, "FILL")) continue;
    auto added = add_fill(one, renaming, from, found.fills);
    if (!added) return std::move(added).error();
  }
  found.renames = renaming.take();
  for (const Annotation& one : all) {
    if (!sql::is_word(one.word, "KEEP")) continue;
    auto added = add_keep(one, from, to, found.renames, found.keeps);
    if (!added) return std::move(added).error();
  }
  return found;
}

Result<change::Renames> read_renames(std::span<const std::string> texts,
                                     const Model& from, const Model& to) {
  Renaming renaming(from, to);
  for (const bool of_parts : {false, true}) {
    for (const std::string& text : texts) {
      auto added = add_rename(text, of_parts, renaming);
      if (!added) return std::move(added).error();
    }
  }
  return renaming.take();
}

Result<std::set<Identity>> read_keeps(std::span<const std::string> texts,
                                      const Model& from, const Model& to,
                                      const change::Renames& renames) {
  std::set<Identity> keeps;
  for (const std::string& text : texts) {
    const auto object = dropped(text, from, to, renames);
    if (!object) return object.error();
    if (!*object) return keeps_nothing(text);
    keeps.insert(**object);
  }
  return keeps;
}

}  // namespace godwit::generate
