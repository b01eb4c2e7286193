// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace godwit::driver::postgresql {

/// How to write what a URL or a connection string may hold.
extern const char* const encoding_hint;

/// Why libpq cannot read a URL: names a parameter that it does not know, and
/// nothing that could be a part of a password. `problem` is libpq's own
/// message.
Error malformed_url(const std::string& url, std::string_view problem);

/// What to do about a connection that failed for this reason.
std::string connect_hint(const PGconn* connection, std::string_view reason);

}  // namespace godwit::driver::postgresql
