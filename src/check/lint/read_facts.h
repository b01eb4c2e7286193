// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <string_view>
#include <vector>

#include "check/lint/facts.h"

namespace godwit::check {

/// What a statement does, in the order of its parts; a DO block does what the
/// statements in it do. What is not understood is left out, so that no rule
/// speaks of a guess.
std::vector<Fact> read_facts(std::string_view script, StatementRange range,
                             Dialect dialect);

}  // namespace godwit::check
