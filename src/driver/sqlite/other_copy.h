// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

namespace godwit::driver::sqlite {

/// Whether a connection was opened by a second copy of SQLite in this process,
/// which an application has when it links one and Godwit another. To call the
/// one with a connection of the other crashes, or drops the locks that this
/// process has on the file. False where that cannot be told.
bool is_of_another_copy(sqlite3* connection);

}  // namespace godwit::driver::sqlite
