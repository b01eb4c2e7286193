// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <set>

#include "change/postgresql/steps.h"

namespace godwit::change::postgresql {

/// Whether the catalog does not know what a function needs, since its text is
/// only understood when it runs.
bool is_read_late(const Fact& function);

/// The steps that make or change something of a name that is in its text.
std::set<std::size_t> steps_named_by(const Steps& steps, const Fact& function);

}  // namespace godwit::change::postgresql
