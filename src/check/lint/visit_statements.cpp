// SPDX-License-Identifier: BSL-1.0
#include "check/lint/visit_statements.h"

#include <optional>
#include <string>
#include <utility>

#include "sql/statements.h"
#include "sql/string_content.h"

namespace godwit::check {
namespace {

void visit_statement(const Cursor& statement, bool in_block,
                     const Visit& visit);

// Stands behind DO.
std::optional<sql::StringContent> plpgsql_body(Cursor cursor) {
  std::optional<sql::StringContent> body;
  while (!cursor.done()) {
    if (cursor.take("LANGUAGE")) {
      auto language = cursor.identifier();
      if (!language) language = cursor.string();
      if (language != "plpgsql") return std::nullopt;
    } else {
      body = cursor.string_content();
      if (!body) return std::nullopt;
    }
  }
  return body;
}

// The words around a condition, or around something else that is no statement.
struct Control {
  std::string_view begin;
  std::string_view end;
};

constexpr Control controls[] = {
    {"BEGIN", "BEGIN"}, {"EXCEPTION", "EXCEPTION"},
    {"ELSE", "ELSE"},   {"LOOP", "LOOP"},
    {"IF", "THEN"},     {"ELSIF", "THEN"},
    {"ELSEIF", "THEN"}, {"CASE", "THEN"},
    {"WHEN", "THEN"},   {"WHILE", "LOOP"},
    {"FOR", "LOOP"},    {"FOREACH", "LOOP"},
    {"< <", "> >"},
};

bool take_control(Cursor& cursor) {
  for (const Control& control : controls) {
    if (!cursor.at(control.begin)) continue;
    return cursor.skip_to(control.end) && cursor.take(control.end);
  }
  return false;
}

// What PL/pgSQL itself goes by.
bool assigns(const Cursor& cursor) {
  const std::string_view next = cursor.ahead(1).text;
  return next == ":" || next == "=" || next == "." || next == "[";
}

// Such a function behind a control word is cut at the semicolons of its body,
// whose statements do not run here.
bool has_atomic_body(Cursor cursor) {
  return cursor.at("CREATE") && cursor.skip_to("BEGIN ATOMIC");
}

// Follows the body of a DO block.
class Block {
 public:
  explicit Block(const Visit& visit) : visit_(visit) {}

  void read(const sql::StringContent& body) {
    for (const StatementRange& range :
         sql::split(body.text(), Dialect::postgresql).ranges) {
      Cursor cursor(body, range);
      take_controls(cursor);
      if (has_atomic_body(cursor)) return;
      const bool runs = !declares_ && !assigns(cursor) && !cursor.done();
      if (runs) read_statement(cursor);
    }
  }

 private:
  void take_controls(Cursor& cursor) {
    do {
      if (cursor.at("DECLARE")) declares_ = true;
      if (cursor.at("BEGIN")) declares_ = false;
    } while (take_control(cursor));
  }

  void read_statement(Cursor& cursor) {
    if (cursor.take("EXECUTE")) {
      execute(cursor);
    } else {
      visit_statement(cursor, true, visit_);
    }
  }

  void execute(Cursor& cursor) {
    const auto content = cursor.string_content();
    const bool constant =
        content && (cursor.done() || cursor.at("INTO") || cursor.at("USING"));
    if (!constant) return;
    for (const StatementRange& range :
         sql::split(content->text(), Dialect::postgresql).ranges) {
      visit_statement(Cursor(*content, range), true, visit_);
    }
  }

  const Visit& visit_;
  bool declares_ = false;
};

void visit_statement(const Cursor& statement, bool in_block,
                     const Visit& visit) {
  Cursor cursor = statement;
  const bool block =
      cursor.dialect() == Dialect::postgresql && cursor.take("DO");
  if (!block) return visit(statement, in_block);
  const auto body = plpgsql_body(std::move(cursor));
  if (body) Block(visit).read(*body);
}

}  // namespace

void visit_statements(std::string_view script, StatementRange range,
                      Dialect dialect, const Visit& visit) {
  visit_statement(Cursor(script, range, dialect), false, visit);
}

void visit_body(const sql::StringContent& body, const Visit& visit) {
  Block(visit).read(body);
}

}  // namespace godwit::check
