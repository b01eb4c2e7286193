// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/operation.h"
#include "schema/model.h"

namespace godwit::change::postgresql {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

/// Both with facets.
struct Sides {
  const Model& from;
  const Model& to;
  const Fills& fills;
  /// As in ChangeRequest.
  bool online = false;
};

/// How facts of one kind are made, changed and removed. What has no rule is
/// made and removed with something else.
struct Rule {
  Operations (*create)(const Sides& sides, const Fact& fact) = nullptr;
  Operations (*drop)(const Sides& sides, const Fact& fact) = nullptr;
  /// Absent: it has to be dropped and made anew. Null: always so.
  std::optional<Operations> (*alter)(const Sides& sides, const Fact& before,
                                     const Fact& after) = nullptr;
};

/// Null: there is none.
const Rule* rule_of(Kind kind);

// Each file of rules has those of some kinds.
const Rule* container_rule(Kind kind);
const Rule* type_rule(Kind kind);
const Rule* routine_rule(Kind kind);
const Rule* sequence_rule(Kind kind);
const Rule* table_rule(Kind kind);
const Rule* column_rule(Kind kind);
const Rule* index_rule(Kind kind);
const Rule* view_rule(Kind kind);
const Rule* behaviour_rule(Kind kind);
const Rule* remark_rule(Kind kind);

/// Whether others work with the table of a part while it changes, and may not
/// be kept waiting. Not of tables of several tables: most of what would help is
/// refused for them.
bool is_in_use(const Sides& sides, const Identity& part);

/// One operation, with "create table public.person" as its summary.
Operations one(std::string statement, std::string_view verb, const Fact& fact);
void append(Operations& operations, Operations more);

/// The name by which SQL knows what a part is a part of.
std::string owner_name(const Model& model, const Identity& part);
/// "public.person.email", as SQL has it.
std::string full_name(const Model& model, const Fact& part);
/// What PostgreSQL keeps of a name.
std::string cut_name(std::string name);
/// Of what stands beside something for a while.
std::string name_beside(std::string_view name);
/// As an SQL string.
std::string quoted_text(std::string_view text);
/// Whether anything but these aspects differs.
bool differs_beyond(const Fact& before, const Fact& after,
                    std::initializer_list<std::string_view> aspects);
bool differs(const Fact& before, const Fact& after, std::string_view aspect);

/// Takes from a new object what default privileges give on it, where the second
/// schema has it as if there were none.
Operations without_default_privileges(const Sides& sides, const Fact& fact);

/// CREATE TABLE with columns, defaults and constraints in it.
Operations create_table(const Sides& sides, const Fact& table,
                        const std::vector<const Fact*>& folded);
/// CREATE INDEX CONCURRENTLY of CREATE INDEX.
std::string concurrently(std::string create);
/// ADD COLUMN. Null: it has no default.
Operations add_column(const Sides& sides, const Fact& column,
                      const Fact* given);
/// CREATE TYPE … AS with its attributes.
Operations create_composite(const Sides& sides, const Fact& type);
/// As in CREATE TABLE; `given` as above.
std::string column_definition(const Model& model, const Fact& column,
                              const Fact* given);
/// What neither CREATE TABLE nor ADD COLUMN can say of a column.
Operations column_settings(const Model& model, const Fact& column);
/// What CREATE SEQUENCE and AS IDENTITY have behind them.
std::string sequence_options(const Fact& sequence);
/// A danger to each column that there is of a type.
std::vector<Operation::Danger> dangers_of_type(const Model& model,
                                               const Identity& type, Risk risk);
/// Numbers of an identity column go on behind those that are there.
Operations follow_rows(const Sides& sides, const Fact& column);
/// The sequence of an identity column. Null: there is none.
const Fact* identity_sequence(const Model& model, const Fact& column);
/// Whether rows are written anew, and what hangs on the column is in the way.
bool changes_type(const Fact& before, const Fact& after);

/// Whether a type or a table has to be made anew beside the old one, which
/// columns or rows leave.
bool swaps(const Fact& before, const Fact& after);
/// The table is made; the old one has another name for a while.
Operations begin_table_swap(const Sides& sides, const Fact& before,
                            const Fact& after);
/// The rows move, and the old one goes.
Operations end_table_swap(const Sides& sides, const Fact& before,
                          const Fact& after);
/// "public.other" of "public.person".
std::string reference_beside(const Fact& fact, std::string_view name);
Operations swap_type(const Sides& sides, const Fact& before, const Fact& after);

}  // namespace godwit::change::postgresql
