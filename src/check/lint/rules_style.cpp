// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "check/lint/column_type.h"
#include "check/lint/rule.h"
#include "schema/column_type.h"

namespace godwit::check {
namespace {

using schema::read_column_type;

// The columns that a statement makes or gives a new type.
std::vector<Column> columns_of(const Fact& fact) {
  if (const auto* create = as<CreateTable>(fact)) return create->columns;
  if (const auto* add = as<AddColumn>(fact)) return {add->column};
  if (const auto* change = as<ChangeColumnType>(fact)) {
    return {Column{.name = change->column, .type = change->type}};
  }
  return {};
}

// Says what is wrong with each column whose type fits.
template <typename Fits>
void about_types(const Fact& fact, Report& report, Fits fits,
                 const std::string& what, const std::string& hint) {
  for (const Column& column : columns_of(fact)) {
    if (!fits(column.type)) continue;
    report.add(fact.offset,
               fmt::format("column \"{}\" of type {} {}", column.name,
                           column.type, what),
               hint);
  }
}

bool is_type(const std::string& type,
             std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), read_column_type(type).base) !=
         types.end();
}

void prefer_bigint(const Half&, const Fact& fact, Report& report) {
  about_types(
      fact, report,
      [](const std::string& type) {
        return is_type(type, {"integer", "smallint", "serial", "serial4",
                              "smallserial", "serial2"});
      },
      "may run full", "use bigint: changing it later rewrites the table");
}

void prefer_identity(const Half&, const Fact& fact, Report& report) {
  about_types(
      fact, report, [](const std::string& type) { return is_serial(type); },
      "has a sequence with owner and rights of its own",
      "use bigint GENERATED ALWAYS AS IDENTITY");
}

void prefer_text(const Half&, const Fact& fact, Report& report) {
  about_types(
      fact, report,
      [](const std::string& type) {
        return read_column_type(type).base == "character varying" &&
               type.ends_with(')');
      },
      "has a limit that is hard to change", "use text with a check constraint");
}

void char_type(const Half&, const Fact& fact, Report& report) {
  about_types(
      fact, report,
      [](const std::string& type) {
        return read_column_type(type).base == "character";
      },
      "is filled up with spaces", "use text");
}

void prefer_timestamptz(const Half&, const Fact& fact, Report& report) {
  about_types(
      fact, report,
      [](const std::string& type) {
        return read_column_type(type).base == "timestamp without time zone";
      },
      "does not say which time zone is meant", "use timestamptz");
}

void wide_index(const Half&, const Fact& fact, Report& report) {
  const auto* create = as<CreateIndex>(fact);
  if (create == nullptr || create->unique || create->column_count <= 3) return;
  report.add(fact.offset,
             fmt::format("an index of {} columns is seldom used whole",
                         create->column_count),
             "begin with the columns that select most");
}

void domain(const Half&, const Fact& fact, Report& report) {
  const auto* made = as<DomainConstraint>(fact);
  if (made == nullptr || made->alters) return;
  report.add(fact.offset,
             fmt::format("the constraint of domain \"{}\" can only be changed "
                         "for all tables at once",
                         to_string(made->domain)),
             "put the constraint on the tables");
}

void schema_name(const Half&, const Fact& fact, Report& report) {
  const auto* create = as<CreateTable>(fact);
  if (create == nullptr || create->temporary) return;
  if (create->schema_named) return;
  report.add(fact.offset,
             fmt::format("search_path decides in which schema \"{}\" is made",
                         create->table.name),
             "write the schema before the name");
}

// NAMEDATALEN of PostgreSQL, less the NUL.
constexpr std::size_t longest_name = 63;

std::vector<std::string> names_made(const Fact& fact) {
  std::vector<std::string> names;
  for (const Column& column : columns_of(fact)) names.push_back(column.name);
  if (const auto* create = as<CreateTable>(fact)) {
    names.push_back(create->table.name);
    for (const Constraint& each : create->constraints) {
      names.push_back(each.name);
    }
  } else if (const auto* index = as<CreateIndex>(fact)) {
    names.push_back(index->index.name);
  } else if (const auto* add = as<AddConstraint>(fact)) {
    names.push_back(add->constraint.name);
  } else if (const auto* rename = as<RenameTable>(fact)) {
    names.push_back(rename->to.name);
  } else if (const auto* column = as<RenameColumn>(fact)) {
    names.push_back(column->to);
  }
  return names;
}

void long_name(const Half&, const Fact& fact, Report& report) {
  for (const std::string& name : names_made(fact)) {
    if (name.size() <= longest_name) continue;
    report.add(fact.offset,
               fmt::format("PostgreSQL cuts the name \"{}\" to {} bytes", name,
                           longest_name),
               "give it a shorter name");
  }
}

constexpr RuleLevel off = RuleLevel::off;

}  // namespace

std::span<const Rule> style_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"prefer-bigint", postgresql, off, "a whole number that may run full"},
       prefer_bigint},
      {{"prefer-identity", postgresql, off, "serial instead of an identity"},
       prefer_identity},
      {{"prefer-text", postgresql, off, "a limit on the length of a text"},
       prefer_text},
      {{"char-type", postgresql, off, "char fills texts up with spaces"},
       char_type},
      {{"prefer-timestamptz", postgresql, off, "a time without a time zone"},
       prefer_timestamptz},
      {{"wide-index", postgresql, off, "an index of more than three columns"},
       wide_index},
      {{"domain-with-constraint", postgresql, off,
        "a domain that is made with a constraint"},
       domain},
      {{"schema-name", postgresql, off,
        "a table that is made without a schema"},
       schema_name},
      {{"long-name", postgresql, RuleLevel::warning,
        "a name that PostgreSQL cuts short"},
       long_name},
  };
  return rules;
}

}  // namespace godwit::check
