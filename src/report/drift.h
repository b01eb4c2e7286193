// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/drift.h>

#include <string>

#include "report/terminal.h"

namespace godwit::report {

/// A line for each object, and below it what differs. Precondition: something
/// does.
std::string drift_text(const Drift& drift, const Terminal& terminal);

}  // namespace godwit::report
