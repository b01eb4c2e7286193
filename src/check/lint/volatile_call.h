// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "check/lint/facts.h"
#include "check/lint/known_schema.h"

namespace godwit::check {

/// The function that gives each row a value of its own, so that a default with
/// it writes every row. Empty: none. A function that nobody declared to be
/// steady is not: that is what PostgreSQL assumes, too.
std::string volatile_call(const Expression& expression,
                          const KnownSchema& schema);

}  // namespace godwit::check
