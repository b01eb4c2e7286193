// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/postgresql/connect.h"
#include "driver/table_size.h"

namespace godwit::driver::postgresql {

/// What pg_dump prints of the database, rows as INSERT.
Result<std::string> run_pg_dump(const ServerPlace& place,
                                std::span<const TableName> without,
                                const StopToken& stop);

/// The statements of that which make something, for whoever runs them: without
/// those that are for psql or set up a session, and without the owner `role`,
/// who is whoever runs them. Fails where they would do something else then.
Result<std::vector<std::string>> statements_of_dump(std::string_view text,
                                                    std::string_view role);

}  // namespace godwit::driver::postgresql
