// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "change/postgresql/steps.h"

namespace godwit::change::postgresql {

/// Whether a step can only be carried out once a value of an enum is there: its
/// statements name the value, and what it makes needs the type.
bool uses_value(const Sides& sides, const Step& step,
                const Operations& statements, const Identity& type,
                const std::string& value);

}  // namespace godwit::change::postgresql
