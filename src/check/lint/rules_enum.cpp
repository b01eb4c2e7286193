// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <optional>
#include <string>

#include "check/lint/rule.h"
#include "check/lint/visit_statements.h"

namespace godwit::check {
namespace {

bool made_here(const Half& half, const Name& type) {
  return !half.lookup.about<CreateType>(type).empty();
}

// The value as a string. Absent: the statement does not use it.
std::optional<std::size_t> find_use(Cursor cursor, const std::string& value) {
  if (cursor.at("ALTER TYPE") || cursor.at("COMMENT")) return std::nullopt;
  for (; !cursor.done(); cursor.step()) {
    if (Cursor(cursor).string() == value) return cursor.here().offset;
  }
  return std::nullopt;
}

// The first place in each later statement.
void find_uses(const Half& half, const Fact& fact, const AddEnumValue& add,
               Report& report) {
  const auto visit = [&](const Cursor& cursor, bool) {
    if (cursor.here().offset <= fact.offset) return;
    const auto use = find_use(cursor, add.value);
    if (!use) return;
    report.add(*use,
               fmt::format("the value '{}' of \"{}\" cannot be used in the "
                           "transaction that adds it",
                           add.value, to_string(add.type)),
               "use it in a later migration, in a file of its own, or mark "
               "the script -- godwit: no-transaction");
  };
  for (const StatementRange& range : half.script.statements) {
    visit_statements(half.script.text, range, Dialect::postgresql, visit);
  }
}

void value_used(const Half& half, const Fact& fact, Report& report) {
  const auto* add = as<AddEnumValue>(fact);
  if (add == nullptr || !half.script.transactional) return;
  if (made_here(half, add->type)) return;
  if (half.server_version < 12) {
    report.add(fact.offset,
               "ALTER TYPE … ADD VALUE is refused inside a transaction "
               "before PostgreSQL 12",
               "mark the script -- godwit: no-transaction, or -- godwit: "
               "requires postgresql >= 12");
    return;
  }
  find_uses(half, fact, *add, report);
}

void value_order(const Half& half, const Fact& fact, Report& report) {
  const auto* add = as<AddEnumValue>(fact);
  if (add == nullptr || add->placed || made_here(half, add->type)) return;
  report.add(fact.offset,
             fmt::format("'{}' becomes the last value of \"{}\"", add->value,
                         to_string(add->type)),
             "say BEFORE or AFTER which one it belongs");
}

void value_renamed(const Half& half, const Fact& fact, Report& report) {
  const auto* rename = as<RenameEnumValue>(fact);
  if (rename == nullptr || made_here(half, rename->type)) return;
  report.add(fact.offset,
             fmt::format("programs that still send the value '{}' of \"{}\" "
                         "fail at once",
                         rename->value, to_string(rename->type)),
             "add a value with the new name, move rows and programs over, and "
             "leave the old one");
}

}  // namespace

std::span<const Rule> enum_rules() {
  static constexpr Rule rules[] = {
      {{"enum-value-used", Dialect::postgresql, RuleLevel::warning,
        "an enum value is used in the transaction that adds it"},
       value_used,
       nullptr,
       Halves::both},
      {{"enum-value-order", Dialect::postgresql, RuleLevel::off,
        "an enum value is added without saying where"},
       value_order},
      {{"rename-enum-value", Dialect::postgresql, RuleLevel::warning,
        "running programs lose a value of an enum"},
       value_renamed},
  };
  return rules;
}

}  // namespace godwit::check
