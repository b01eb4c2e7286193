// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace godwit::cli {

/// There is somebody at a terminal.
bool can_ask(const Output& output);

/// Asks before something is destroyed, such as "undo 3 migrations": on a
/// terminal by a question, elsewhere --yes must have been given. Absent: go on.
/// Otherwise all is said, and the command is to end with that code. `hint`:
/// what to do before giving --yes.
std::optional<ExitCode> refusal(
    const Invocation& invocation, const std::string& what,
    const std::string& hint = "see what would run with --dry-run");

/// The same before migrations are undone. One is what the command says it does;
/// more than that is worth a question, which ends in `and_then`.
std::optional<ExitCode> refusal_to_undo(const Invocation& invocation,
                                        const Plan& plan,
                                        std::string_view and_then = {});

}  // namespace godwit::cli
