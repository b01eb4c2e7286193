// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "driver/examination.h"
#include "driver/session.h"

namespace godwit::driver::sqlite {

/// Whether the database is sound, and its foreign keys point to rows.
std::vector<Observation> examine_rows(Session& session);

}  // namespace godwit::driver::sqlite
