// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "command/doctor.h"
#include "command/preflight.h"
#include "report/json.h"
#include "report/terminal.h"

namespace godwit::report {

/// One line for each thing that was looked at, with its remedy below, and one
/// that sums it up.
std::string diagnosis_text(const command::Diagnosis& diagnosis,
                           const Terminal& terminal);
/// "1 error, 2 warnings, 3 notes; 12 ok".
std::string diagnosis_summary(const command::Diagnosis& diagnosis);
std::string diagnosis_json(const Heading& heading,
                           const command::Diagnosis& diagnosis);

/// "[x] …", "[!] …" and "[ ] …".
std::string preflight_text(const command::Preflight& preflight,
                           const Terminal& terminal);
/// "5 passed, 1 failed, 6 for a person to answer".
std::string preflight_summary(const command::Preflight& preflight);
std::string preflight_json(const Heading& heading,
                           const command::Preflight& preflight);

}  // namespace godwit::report
