// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/stop.h>
#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace godwit::driver::postgresql {

/// Text of the server or of libpq as one line, without a final full stop.
std::string one_line(std::string_view text);

/// A field of a result, such as PG_DIAG_SQLSTATE; empty if it has none.
std::string_view field(const PGresult* result, int code);

/// Why a message failed: `connection_lost` where the connection is gone,
/// `cancelled` where the caller asked for it, else `statement_failed`. `user`:
/// who was refused; empty: who logged in.
Error server_error(const PGconn* connection, const PGresult* failure,
                   const StopToken& stop = {}, std::string_view user = {});

}  // namespace godwit::driver::postgresql
