// SPDX-License-Identifier: BSL-1.0
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "check/lint/statement_readers.h"

namespace godwit::check {
namespace {

using Make = What (*)(Name name, bool concurrently);

struct Kind {
  std::string_view words;
  /// Null: only its CASCADE matters.
  Make make;
};

constexpr Kind kinds[] = {
    {"TABLE",
     [](Name name, bool) -> What { return DropTable{std::move(name)}; }},
    {"INDEX",
     [](Name name, bool concurrently) -> What {
       return DropIndex{std::move(name), concurrently};
     }},
    {"SCHEMA",
     [](Name name, bool) -> What { return DropSchema{std::move(name)}; }},
    {"DATABASE",
     [](Name name, bool) -> What { return DropDatabase{std::move(name)}; }},
    {"VIEW", [](Name name, bool) -> What { return DropView{std::move(name)}; }},
    {"TRIGGER",
     [](Name name, bool) -> What { return DropTrigger{std::move(name)}; }},
    {"MATERIALIZED VIEW", nullptr},
    {"TYPE", nullptr},
    {"DOMAIN", nullptr},
    {"FUNCTION", nullptr},
    {"PROCEDURE", nullptr},
    {"ROUTINE", nullptr},
    {"AGGREGATE", nullptr},
    {"FOREIGN TABLE", nullptr},
    {"COLLATION", nullptr},
    {"LANGUAGE", nullptr},
    {"SERVER", nullptr},
    {"SEQUENCE", nullptr},
    {"EXTENSION", nullptr},
};

const Kind* take_dropped_kind(Cursor& cursor) {
  for (const Kind& kind : kinds) {
    if (cursor.take(kind.words)) return &kind;
  }
  return nullptr;
}

}  // namespace

void read_drop(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts) {
  const Kind* kind = take_dropped_kind(cursor);
  if (kind == nullptr) return;
  const bool concurrently = cursor.take("CONCURRENTLY");
  cursor.take("IF EXISTS");
  std::string names;
  do {
    const auto name = cursor.name();
    if (!name) return;
    names += (names.empty() ? "" : ", ") + to_string(*name);
    if (kind->make != nullptr) {
      facts.push_back({begin, kind->make(*name, concurrently)});
    }
    while (cursor.at("(")) cursor.skip();  // arguments of a function
  } while (cursor.take(","));
  if (cursor.skip_to("CASCADE")) {
    facts.push_back({begin, DropDependents{.kind = std::string(kind->words),
                                           .name = std::move(names)}});
  }
}

}  // namespace godwit::check
