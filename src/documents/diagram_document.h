// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "diagram/drawing.h"
#include "diagram/selection.h"
#include "generate/schema_history.h"
#include "schema/model.h"

namespace godwit::documents {

enum class DiagramFormat : std::uint8_t { svg, mermaid, dot, json };

/// Absent: it is none of them.
std::optional<DiagramFormat> diagram_format_named(std::string_view name);

/// Which picture of a schema is wanted.
struct DiagramRequest {
  DiagramFormat format = DiagramFormat::svg;
  diagram::Columns columns = diagram::Columns::all;
  diagram::Selection selection = {};
};

/// A schema, and what one migration has just changed in it.
struct ChangedSchema {
  /// With the tables that it has removed.
  schema::Model model = {};
  diagram::Changes changes = {};
};

/// As a step of a history leaves it.
ChangedSchema schema_after(const generate::SchemaHistory& history,
                           std::size_t step);

/// Places for those tables.
Result<diagram::Drawing> drawing_of(const ChangedSchema& schema,
                                    const DiagramRequest& request);

/// The text of a file, with a line end. The same for the same schema, on every
/// machine.
Result<std::string> diagram_text(const ChangedSchema& schema,
                                 const DiagramRequest& request);

}  // namespace godwit::documents
