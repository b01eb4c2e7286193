// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <optional>
#include <string>
#include <vector>

#include "driver/database_url.h"
#include "generate/header/type_map.h"

namespace godwit::generate {

/// The header of the schema that the migrations of a set make.
struct HeaderRequest {
  EmbeddedSet set;
  /// Sets that are applied before. The header has no table that the set leaves
  /// as they make it.
  std::vector<EmbeddedSet> before = {};
  /// A server on which scratch databases can be made. Absent: the driver needs
  /// none.
  std::optional<driver::DatabaseUrl> server = {};
  /// Everything is in `schema` within it. Empty: named after the set.
  std::string name_space = {};
  std::vector<TypeMapping> types = {};
  OnConnect on_connect = {};
  StopToken stop = {};
};

/// The same bytes for the same migrations, on any machine.
Result<std::string> replayed_header(const HeaderRequest& request);

}  // namespace godwit::generate
