// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <cstddef>
#include <optional>
#include <string_view>

#include "driver/libsql/address.h"
#include "driver/libsql/hrana.h"
#include "driver/libsql/http.h"

namespace godwit::driver::libsql {

/// Why there is no answer of the protocol. `reached`: the server has given one
/// before.
Error http_error(const HttpAnswer& answer, const Address& address,
                 bool reached);
/// What came is no answer of the protocol, or not all of one.
Error not_an_answer(const Address& address, bool reached);

/// What a server says of a statement, in SQLite's own words where it has added
/// some.
Error statement_error(const hrana::Failure& failure);
/// Where in the statement it is, in bytes. Absent: it does not say.
std::optional<std::size_t> place_of(const hrana::Failure& failure,
                                    std::string_view statement);

/// It cannot be read, whatever tables there are.
bool is_syntax_error(const hrana::Failure& failure);
/// A row is there already that there can be one of.
bool is_there_already(const hrana::Failure& failure);

}  // namespace godwit::driver::libsql
