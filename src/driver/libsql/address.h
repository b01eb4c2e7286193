// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

#include "driver/database_url.h"

namespace godwit::driver::libsql {

/// Where a server is.
struct Address {
  /// Such as "https://shop.example.com:8080".
  std::string origin = {};
  /// For people.
  std::string shown = {};
  bool this_machine = false;
};

/// Fails with `invalid_argument` for what would show a secret or send it where
/// others can read it: a token or a password in the URL, and a connection
/// without TLS to another machine, unless the URL says `?tls=0`.
Result<Address> address_of(const DatabaseUrl& url);

/// What the server lets this program in by. Empty: the environment has none.
Result<std::string> auth_token();

}  // namespace godwit::driver::libsql
