// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "cli/command.h"

namespace godwit::cli {

/// Nothing is undone under the feet of others: refuses while another set of
/// this executor requires one of the database's and is applied. Absent: go on.
/// Otherwise all is said, and the command is to end with that code.
std::optional<ExitCode> refuse_if_required(const Invocation& invocation,
                                           Database& database);

}  // namespace godwit::cli
