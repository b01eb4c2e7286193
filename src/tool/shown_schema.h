// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <optional>

#include "cli/command.h"
#include "generate/schema_history.h"
#include "schema/model.h"

namespace godwit::tool {

/// A schema that a command shows.
struct ShownSchema {
  schema::Model model = {};
  /// Absent: it is that of a live database, or was not asked for.
  std::optional<generate::SchemaHistory> history = {};
};

/// What the migrations make that the arguments name or, where they name none,
/// what is in the database that is configured, which is only read. Errors of
/// the command line have set `usage`. `with_history`: what each of the
/// migrations did, which takes a look after each.
Result<ShownSchema> shown_schema(cli::Invocation& invocation, bool with_history,
                                 bool& usage);

}  // namespace godwit::tool
