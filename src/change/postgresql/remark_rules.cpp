// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "change/postgresql/rules.h"

// Comments and privileges, which hang on objects.
namespace godwit::change::postgresql {
namespace {

Operations plain_statement(std::string statement) {
  return {{.statement = std::move(statement)}};
}

Operations say(const Sides& /*sides*/, const Fact& fact) {
  return plain_statement(fact.text);
}

Operations unsay(const Sides& /*sides*/, const Fact& fact) {
  return plain_statement(
      fmt::format("COMMENT ON {} IS NULL", fact.aspect("on")));
}

std::optional<Operations> say_otherwise(const Sides& sides,
                                        const Fact& /*before*/,
                                        const Fact& after) {
  return say(sides, after);
}

// Empty, or with a space behind it.
std::string prefix_of(const Fact& fact) {
  if (fact.id.kind != Kind::default_privilege) return "";
  return fmt::format("ALTER DEFAULT PRIVILEGES {} ", fact.aspect("for"));
}

Operations grant(const Fact& fact, std::string_view privileges,
                 std::string_view option) {
  if (privileges.empty()) return {};
  return plain_statement(
      fmt::format("{}GRANT {} ON {} TO {}{}", prefix_of(fact), privileges,
                  fact.aspect("on"), fact.aspect("grantee"), option));
}

Operations revoke_all(const Fact& fact) {
  return plain_statement(fmt::format(
      "{}REVOKE ALL{} ON {} FROM {}", prefix_of(fact), fact.aspect("columns"),
      fact.aspect("on"), fact.aspect("grantee")));
}

Operations grant_all_of(const Fact& fact) {
  Operations operations = grant(fact, fact.aspect("privileges"), "");
  append(operations,
         grant(fact, fact.aspect("grantable"), " WITH GRANT OPTION"));
  return operations;
}

bool has_defaults(const Sides& sides, std::string_view grantee) {
  return std::any_of(sides.from.facts.begin(), sides.from.facts.end(),
                     [&](const auto& one) {
                       return one.first.kind == Kind::default_privilege &&
                              one.second.aspect("grantee") == grantee;
                     });
}

Operations give(const Sides& sides, const Fact& fact) {
  Operations operations;
  if (!fact.aspect("initial").empty() ||
      (fact.id.kind == Kind::privilege && fact.aspect("columns").empty() &&
       has_defaults(sides, fact.aspect("grantee")))) {
    operations = revoke_all(fact);
  }
  append(operations, grant_all_of(fact));
  return operations;
}

// Back to what everybody has who was given nothing.
Operations take(const Sides& /*sides*/, const Fact& fact) {
  Operations operations = revoke_all(fact);
  append(operations, grant(fact, fact.aspect("initial"), ""));
  return operations;
}

bool only_gains(const Fact& before, const Fact& after) {
  return before.aspect("grantable") == after.aspect("grantable") &&
         after.aspect("privileges").find(before.aspect("privileges")) !=
             std::string_view::npos;
}

std::optional<Operations> regrant(const Sides& /*sides*/, const Fact& before,
                                  const Fact& after) {
  if (only_gains(before, after)) {
    return grant(after, after.aspect("privileges"), "");
  }
  return {};
}

/// How privileges speak of an object, and what everybody may do with it.
struct Grantable {
  std::string_view word = {};
  /// As default privileges have it.
  std::string_view plural = {};
  std::string_view of_everybody = {};
};

Grantable grantable_of(const Fact& fact) {
  switch (fact.id.kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
      return {"TABLE", "TABLES", ""};
    case Kind::sequence:
      return {"SEQUENCE", "SEQUENCES", ""};
    case Kind::function:
    case Kind::aggregate:
      return {"ROUTINE", "FUNCTIONS", "EXECUTE"};
    case Kind::enum_type:
    case Kind::composite_type:
    case Kind::range_type:
    case Kind::domain:
      return {"TYPE", "TYPES", "USAGE"};
    case Kind::schema:
      return {"SCHEMA", "SCHEMAS", ""};
    default:
      return {};
  }
}

bool is_for(const Sides& sides, const Fact& defaults, const Fact& fact) {
  const Fact* schema = sides.to.find({Kind::schema, "", "", fact.id.schema});
  const std::string_view whom = defaults.aspect("for");
  const std::size_t place = whom.find(" IN SCHEMA ");
  return place == std::string_view::npos ||
         (schema != nullptr &&
          whom.substr(place) == " IN SCHEMA " + schema->reference);
}

bool has_privilege(const Model& model, const Fact& fact,
                   std::string_view grantee) {
  return std::any_of(model.needs.begin(), model.needs.end(),
                     [&](const auto& need) {
                       const Fact* privilege = model.find(need.first);
                       return need.second == fact.id && privilege != nullptr &&
                              privilege->id.kind == Kind::privilege &&
                              privilege->aspect("grantee") == grantee;
                     });
}

constexpr Rule comment{say, unsay, say_otherwise};
constexpr Rule privilege{give, take, regrant};

}  // namespace

Operations without_default_privileges(const Sides& sides, const Fact& fact) {
  const Grantable grantable = grantable_of(fact);
  Operations operations;
  for (const auto& [id, defaults] : sides.from.facts) {
    if (id.kind != Kind::default_privilege ||
        defaults.aspect("on") != grantable.plural ||
        sides.to.find(id) == nullptr || !is_for(sides, defaults, fact)) {
      continue;
    }
    const std::string_view grantee = defaults.aspect("grantee");
    if (has_privilege(sides.to, fact, grantee)) continue;
    append(operations, plain_statement(fmt::format(
                           "REVOKE ALL ON {} {} FROM {}", grantable.word,
                           fact.reference, grantee)));
    if (grantee == "PUBLIC" && !grantable.of_everybody.empty()) {
      append(operations,
             plain_statement(fmt::format("GRANT {} ON {} {} TO PUBLIC",
                                         grantable.of_everybody, grantable.word,
                                         fact.reference)));
    }
  }
  return operations;
}

const Rule* remark_rule(Kind kind) {
  switch (kind) {
    case Kind::comment:
      return &comment;
    case Kind::privilege:
    case Kind::default_privilege:
      return &privilege;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
