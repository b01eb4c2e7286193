// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "diagram/drawing.h"
#include "report/json_document.h"

namespace godwit::documents {

/// Tables with all that belongs to them and their places, and the foreign keys
/// between them: docs/json.md#diagram.
report::Json diagram_json(const diagram::Drawing& drawing);

}  // namespace godwit::documents
