// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "change/operation.h"
#include "generate/declared_schema.h"
#include "generate/planned_changes.h"
#include "history/history_table.h"

namespace godwit::generate {

/// A part of a plan that is a migration of its own.
struct SchemaStep {
  change::Operations up = {};
  change::Operations down = {};
  /// What it is for, where that is a part of something larger: "_expand",
  /// "_backfill" or "_contract". Empty: it speaks for itself.
  std::string_view purpose = {};
  /// Comments at the head of the way up, with their line ends.
  std::string directives = {};

  /// Of either way: false if the database refuses it inside of a transaction.
  static bool transactional(const change::Operations& operations);
};

/// How a schema becomes the declared one, and back, proved on scratch
/// databases.
struct SchemaPlan {
  /// Without histories.
  schema::Model from = {};
  schema::Model to = {};
  /// Empty: they are the same.
  std::vector<SchemaStep> steps = {};
  /// What the way up does, under each summary.
  std::vector<PlannedChange> changes = {};
  change::Renames renames = {};
  /// What is dropped and added, and may be renames that nobody has told.
  change::Renames likely_renames = {};
  /// With what is dropped and kept.
  change::SideTables side_tables = {};
  /// How many tables had rows that were looked at again after both ways.
  std::size_t tables_with_rows = 0;
};

struct SchemaPlanRequest {
  /// A scratch database that has the first schema. It is filled with rows,
  /// changed, and changed back.
  Connection& scratch;
  /// Has the declared one, and has it again afterwards.
  Connection& declared;
  std::span<const SchemaFile> files = {};
  /// Beside those that the files name, as `read_renames` takes them.
  std::span<const std::string> renames = {};
  /// What is dropped and kept, as `read_keeps` takes it, beside what the files
  /// name.
  std::span<const std::string> keeps = {};
  /// Side tables that are there where the plan is to run.
  std::span<const schema::Identity> kept_tables = {};
  /// Of PostgreSQL: several steps, where they keep nobody waiting.
  bool online = false;
  /// Of PostgreSQL: columns that get another name or type, or are required,
  /// change while programs of before and after run side by side.
  bool zero_downtime = false;
  /// Tables of histories, which are no part of a schema.
  std::span<const schema::Identity> histories = {};
};

/// Fails where the plan does not do what it should, and names the first object
/// that is another one then.
Result<SchemaPlan> plan_schema(const SchemaPlanRequest& request);

}  // namespace godwit::generate
