// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "check/lint/rule.h"

namespace godwit::check {
namespace {

constexpr std::string_view validate_later =
    "add it NOT VALID, and VALIDATE CONSTRAINT in a later migration";
constexpr std::string_view index_first =
    "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … {} USING "
    "INDEX";

// Null: no constraint, of another kind, or on a table that nobody uses yet.
const AddConstraint* added(const Half& half, const Fact& fact,
                           ConstraintKind kind) {
  const auto* add = as<AddConstraint>(fact);
  const bool fits = add != nullptr && add->constraint.kind == kind &&
                    half.existing(add->table);
  return fits ? add : nullptr;
}

const AddColumn* added_column(const Half& half, const Fact& fact) {
  const auto* add = as<AddColumn>(fact);
  return add != nullptr && half.existing(add->table) ? add : nullptr;
}

// A new column without a value has nothing to look up: PostgreSQL does not read
// the table for it.
bool column_refers(const Half& half, const Fact& fact) {
  const AddColumn* add = added_column(half, fact);
  return add != nullptr && add->column.references &&
         add->column.default_value && add->column.default_value->text != "null";
}

void foreign_key(const Half& half, const Fact& fact, Report& report) {
  const AddConstraint* add = added(half, fact, ConstraintKind::foreign_key);
  const bool checks = add != nullptr && !add->constraint.not_valid;
  if (!checks && !column_refers(half, fact)) return;
  report.add(fact.offset,
             "a foreign key reads the whole table while writes to both "
             "tables wait (SHARE ROW EXCLUSIVE lock)",
             std::string(validate_later));
}

void check(const Half& half, const Fact& fact, Report& report) {
  const AddConstraint* add = added(half, fact, ConstraintKind::check);
  const AddColumn* column = added_column(half, fact);
  const bool checks = (add != nullptr && !add->constraint.not_valid) ||
                      (column != nullptr && column->column.check.has_value());
  if (!checks) return;
  report.add(fact.offset,
             "a check constraint reads the whole table while reads and writes "
             "wait (ACCESS EXCLUSIVE lock)",
             std::string(validate_later));
}

void unique(const Half& half, const Fact& fact, Report& report) {
  const AddConstraint* add = added(half, fact, ConstraintKind::unique);
  const AddColumn* column = added_column(half, fact);
  const bool builds = (add != nullptr && !add->constraint.using_index) ||
                      (column != nullptr && column->column.unique);
  if (!builds) return;
  report.add(fact.offset,
             "a unique constraint builds its index while reads and writes "
             "wait (ACCESS EXCLUSIVE lock)",
             fmt::format(index_first, "UNIQUE"));
}

void primary_key(const Half& half, const Fact& fact, Report& report) {
  const AddConstraint* add = added(half, fact, ConstraintKind::primary_key);
  const AddColumn* column = added_column(half, fact);
  const bool builds = (add != nullptr && !add->constraint.using_index) ||
                      (column != nullptr && column->column.primary_key);
  if (!builds) return;
  report.add(fact.offset,
             "a primary key builds its index, and sets NOT NULL, while reads "
             "and writes wait (ACCESS EXCLUSIVE lock)",
             fmt::format(index_first, "PRIMARY KEY"));
}

void exclusion(const Half& half, const Fact& fact, Report& report) {
  const AddConstraint* add = added(half, fact, ConstraintKind::exclusion);
  if (add == nullptr) return;
  report.add(fact.offset,
             "an exclusion constraint builds its index while reads and writes "
             "wait (ACCESS EXCLUSIVE lock), and cannot be added otherwise",
             "add it while the table is small or out of use");
}

bool added_here(const Half& half, const ValidateConstraint& validate) {
  const auto& adds = half.lookup.about<AddConstraint>(validate.table);
  return std::any_of(adds.begin(), adds.end(), [&](const Fact* fact) {
    const Constraint& added = as<AddConstraint>(*fact)->constraint;
    return added.not_valid && added.name == validate.constraint;
  });
}

void validate(const Half& half, const Fact& fact, Report& report) {
  const auto* validate = as<ValidateConstraint>(fact);
  if (validate == nullptr || !half.script.transactional) return;
  if (!half.existing(validate->table) || !added_here(half, *validate)) return;
  report.add(fact.offset,
             fmt::format("the lock that added \"{}\" is held while the "
                         "whole table is read",
                         validate->constraint),
             "validate it in a later migration");
}

void domain_constraint(const Half&, const Fact& fact, Report& report) {
  const auto* change = as<DomainConstraint>(fact);
  if (change == nullptr || !change->alters || change->not_valid) return;
  report.add(fact.offset,
             fmt::format("a constraint of domain \"{}\" reads every table "
                         "that has a column of it while writes wait (SHARE "
                         "lock)",
                         to_string(change->domain)),
             "add it NOT VALID, and ALTER DOMAIN … VALIDATE CONSTRAINT in a "
             "later migration");
}

}  // namespace

std::span<const Rule> constraint_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"add-foreign-key", postgresql, RuleLevel::warning,
        "a foreign key is checked while writes to both tables wait"},
       foreign_key,
       nullptr,
       Halves::up,
       TableWork::reads},
      {{"add-check", postgresql, RuleLevel::warning,
        "a check constraint is checked while the table waits"},
       check,
       nullptr,
       Halves::up,
       TableWork::reads},
      {{"add-unique", postgresql, RuleLevel::warning,
        "a unique constraint builds its index while the table waits"},
       unique,
       nullptr,
       Halves::up,
       TableWork::reads},
      {{"add-primary-key", postgresql, RuleLevel::warning,
        "a primary key builds its index while the table waits"},
       primary_key,
       nullptr,
       Halves::up,
       TableWork::reads},
      {{"add-exclusion", postgresql, RuleLevel::warning,
        "an exclusion constraint builds its index while the table waits"},
       exclusion,
       nullptr,
       Halves::up,
       TableWork::reads},
      {{"validate-in-same-transaction", postgresql, RuleLevel::warning,
        "a constraint is validated under the lock that added it"},
       validate},
      {{"add-domain-constraint", postgresql, RuleLevel::warning,
        "a constraint of a domain is checked in every table that uses it"},
       domain_constraint},
  };
  return rules;
}

}  // namespace godwit::check
