// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <cstddef>
#include <string_view>

namespace godwit::driver::sqlite {

// What a script is refused for before SQLite sees it.

/// SQLite would take it for the end and silently leave out the rest.
Error null_character();

/// A statement would begin or end the transaction of ours, or has ended it.
Error controls_transaction();

/// SQLite would take NULL for it and say nothing.
Error parameter_without_value(std::string_view name);

/// Of what code asks the database for; columns count from 0, values from 1.
Error no_statement();
Error several_statements();
Error no_number(std::size_t column);
Error no_such_parameter(std::size_t number);

}  // namespace godwit::driver::sqlite
