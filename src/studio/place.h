// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <string>

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

Result<Place> place_of(Connection& connection, const driver::DatabaseUrl& url);

}  // namespace godwit::studio
