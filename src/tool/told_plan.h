// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/output.h"
#include "generate/schema_plan.h"
#include "report/json.h"

namespace godwit::tool {

/// What is said of a plan: its changes, what they do to tables in use, what may
/// fail and what is lost, on the way up and on the way back.
report::GeneratedJson told_plan(const generate::SchemaPlan& plan);

/// The same for people, without the files.
void tell_plan(cli::Output& output, const report::GeneratedJson& told);

}  // namespace godwit::tool
