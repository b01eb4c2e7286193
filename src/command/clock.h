// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace godwit::command {

/// Now in UTC as a version: "20260131120000".
std::string utc_timestamp();

}  // namespace godwit::command
