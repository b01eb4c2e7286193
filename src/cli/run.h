// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/arguments.h"
#include "cli/database_url.h"

namespace godwit::cli {

/// `run_executor` for a program that may be more or less than an executor. The
/// name of the program comes from `argv`.
int run(Sets sets, int argc, const char* const* argv, Program program);

}  // namespace godwit::cli
