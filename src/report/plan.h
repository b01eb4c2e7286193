// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "command/plan.h"
#include "report/json.h"
#include "report/terminal.h"

namespace godwit::report {

/// What the plans would do, for people: each step with its statements, and in
/// the end a line that sums it up. `all`: also where there are many. Empty:
/// they do nothing.
std::string plan_details(const command::DetailedPlans& plans,
                         const Terminal& terminal, bool all);

/// "2 migrations, 5 statements: 1 rewrites a table, …".
std::string plan_summary(const command::DetailedPlans& plans);

std::string plan_details_json(const Heading& heading,
                              const command::DetailedPlans& plans);

}  // namespace godwit::report
