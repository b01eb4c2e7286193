// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "change/operation.h"

namespace godwit::generate {

/// What goes and what comes, and looks like one thing under another name: the
/// only column of its type that a table loses and gains, a table with the same
/// columns. Never taken for a rename: only said.
change::Renames likely_renames(const schema::Model& from,
                               const schema::Model& to,
                               const change::Renames& known);

}  // namespace godwit::generate
