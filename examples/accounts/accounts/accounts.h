// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

/// Accounts of people, in a database that other programs have tables in, too.
namespace accounts {

using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

/// Opens a file, and brings up what a program has in it: its own set, which
/// requires that of this library.
godwit::Result<Database> open(const std::string& file, godwit::EmbeddedSet set);

/// The number of the account with this name, which is made where there is none.
/// Absent: the database refused; sqlite3_errmsg tells why.
std::optional<std::int64_t> account_of(sqlite3* database,
                                       const std::string& name);

}  // namespace accounts
