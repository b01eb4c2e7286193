// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <memory>
#include <optional>

#include "driver/database_url.h"
#include "driver/driver.h"

namespace godwit::driver {

/// An empty database to replay migrations on, and a connection to it on which
/// scripts are only tried out. Both are gone with this.
struct Scratch {
  /// Outlives the connection.
  std::unique_ptr<ScratchDatabase> database = {};
  Connection connection;
};

/// In memory where a driver of the dialect has that, or else on the server of
/// the URL, where the role must be allowed to create databases.
Result<Scratch> make_scratch(const DatabaseUrl& beside,
                             const ConnectOptions& options);

/// On that server or, where none is named, as a driver of the dialect has them
/// by itself; fails where there is none that has.
Result<Scratch> make_scratch(const std::optional<DatabaseUrl>& server,
                             Dialect dialect, const ConnectOptions& options);

/// The same as the first, but on a server a copy of the database of the URL, to
/// which nobody may be connected.
Result<Scratch> copy_to_scratch(const DatabaseUrl& original,
                                const ConnectOptions& options);

}  // namespace godwit::driver
