// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "change/postgresql/decisions.h"

namespace godwit::change::postgresql {

/// An object with whose removal, or change, another is removed. Absent: it has
/// to be removed itself.
std::optional<Identity> carrier_of_drop(const Sides& sides,
                                        const Decisions& decisions,
                                        const Fact& fact);

/// An object with which another is made. Absent: it has to be made itself.
std::optional<Identity> carrier_of_creation(const Sides& sides,
                                            const Decisions& decisions,
                                            const Fact& fact);

}  // namespace godwit::change::postgresql
