// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "change/postgresql/facets.h"

namespace godwit::change::postgresql {

const Rule* rule_of(Kind kind) {
  for (const auto rule :
       {container_rule, type_rule, routine_rule, sequence_rule, table_rule,
        column_rule, index_rule, view_rule, behaviour_rule, remark_rule}) {
    if (const Rule* found = rule(kind)) return found;
  }
  return nullptr;
}

namespace {

bool is_of_several(const Model& model, const Fact& table) {
  if (!table.aspect("partition key").empty()) return true;
  if (!table.aspect("inherits").empty()) return true;
  if (is_partition(model, table.id)) return true;
  return std::any_of(
      model.needs.begin(), model.needs.end(), [&](const auto& need) {
        return need.second == table.id && need.first.kind == Kind::table;
      });
}

}  // namespace

bool is_in_use(const Sides& sides, const Identity& part) {
  if (!sides.online) return false;
  const Fact* before = sides.from.owner_of(part);
  const Fact* after = sides.to.owner_of(part);
  return before != nullptr && after != nullptr &&
         before->id.kind == Kind::table && after->id == before->id &&
         !swaps(*before, *after) && !is_of_several(sides.from, *before) &&
         !is_of_several(sides.to, *after);
}

Operations one(std::string statement, std::string_view verb, const Fact& fact) {
  return {{.statement = std::move(statement),
           .summary = fmt::format("{} {}", verb, label(fact.id))}};
}

void append(Operations& operations, Operations more) {
  std::move(more.begin(), more.end(), std::back_inserter(operations));
}

std::string owner_name(const Model& model, const Identity& part) {
  const Fact* owner = model.owner_of(part);
  return owner != nullptr ? owner->reference : part.schema + "." + part.table;
}

std::string full_name(const Model& model, const Fact& part) {
  return owner_name(model, part.id) + "." + part.reference;
}

std::string reference_beside(const Fact& fact, std::string_view name) {
  // What is behind the last dot that is not quoted.
  const bool quoted = fact.reference.ends_with('"');
  const std::size_t dot =
      quoted ? fact.reference.rfind(".\"") : fact.reference.rfind('.');
  return fact.reference.substr(0, dot + 1).append(name);
}

std::string cut_name(std::string name) {
  constexpr std::size_t longest = 63;
  std::size_t end = std::min(name.size(), longest);
  while (end < name.size() && (name[end] & 0xC0) == 0x80) --end;
  return name.substr(0, end);
}

std::string name_beside(std::string_view name) {
  return cut_name(fmt::format("godwit_new_{}", name));
}

std::string quoted_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

bool differs(const Fact& before, const Fact& after, std::string_view aspect) {
  return before.aspect(aspect) != after.aspect(aspect);
}

bool differs_beyond(const Fact& before, const Fact& after,
                    std::initializer_list<std::string_view> aspects) {
  auto one = before.aspects;
  auto other = after.aspects;
  for (auto* side : {&one, &other}) {
    std::erase_if(*side, [&](const auto& aspect) {
      return std::find(aspects.begin(), aspects.end(), aspect.first) !=
             aspects.end();
    });
  }
  return one != other;
}

}  // namespace godwit::change::postgresql
