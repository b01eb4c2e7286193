// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>

#include <memory>

#include "driver/database_url.h"
#include "driver/driver.h"

namespace godwit::driver::postgresql {

/// A database of a random name on the server that the URL leads to, as
/// createdb makes one, or as a copy of the one there. Dropped at the end of its
/// life, whoever is still connected to it.
Result<std::unique_ptr<ScratchDatabase>> create_beside(
    const DatabaseUrl& url, const ConnectOptions& options, bool copy);

}  // namespace godwit::driver::postgresql
