// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/migration.h>

#include <vector>

namespace godwit::tool {

/// What PostgreSQL's own parser says (libpg_query), bodies of PL/pgSQL
/// functions and DO blocks included; one error for each statement.
std::vector<Error> postgresql_syntax_errors(const Script& script);

/// The major version whose grammar that is, such as 15.
int postgresql_grammar() noexcept;

}  // namespace godwit::tool
