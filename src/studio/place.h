// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <string>
#include <string_view>

#include "driver/database_url.h"

namespace godwit::studio {

/// Where a database is, and who we are there.
struct Place {
  /// Such as "PostgreSQL 15.4".
  std::string server = {};
  /// What people call the database, such as "shop".
  std::string name = {};
  /// Empty: the database has no users.
  std::string user = {};
  bool superuser = false;
  /// A file, or a server that says it is on this machine.
  bool local = true;
};

/// Whether a URL leads to a file, or to a server of this machine.
bool is_this_machine(const driver::DatabaseUrl& url);

/// Whether somebody who has typed that knows which database it is: its name
/// where it is on another machine, and anything else here.
bool confirms(std::string_view typed, const Place& place);

Result<Place> place_of(Connection& connection, const driver::DatabaseUrl& url);

}  // namespace godwit::studio
