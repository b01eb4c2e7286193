// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

#include "driver/postgresql/handles.h"

namespace godwit::driver::postgresql {

/// Connects to what the URL names. No error holds a password, also where the
/// URL is so malformed that libpq takes a piece of one for something else.
Result<ConnectionHandle> connect_to(const std::string& url);

/// A second connection to where the first one leads.
Result<ConnectionHandle> connect_beside(PGconn* connection);

/// For people: what a connection leads to.
std::string description_of(const PGconn* connection);

}  // namespace godwit::driver::postgresql
