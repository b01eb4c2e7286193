// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/migration.h>

#include <string_view>
#include <vector>

namespace godwit::tool {

/// What PostgreSQL's own parser says (libpg_query), bodies of PL/pgSQL
/// functions and DO blocks included; one error for each statement.
std::vector<Error> postgresql_syntax_errors(const Script& script);

/// Whose grammar that is, such as "15".
std::string_view postgresql_grammar() noexcept;

}  // namespace godwit::tool
