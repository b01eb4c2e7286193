// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <vector>

#include "generate/header/adapter.h"
#include "generate/header/type_map.h"
#include "generate/replayed_schema.h"

namespace godwit::generate {

/// The header of the schema that the migrations of a set make. It has no table
/// that the set leaves as those before make it.
struct HeaderRequest {
  ReplayRequest replay;
  /// Everything is in `schema` within it. Empty: named after the set.
  std::string name_space = {};
  std::vector<TypeMapping> types = {};
  /// Libraries that get a header, too.
  std::vector<Adapter> adapters = {};
  /// As these include the header of the schema.
  std::string included_as = {};
};

struct ReplayedHeader {
  /// Of the schema.
  std::string text = {};
  /// One of each adapter, in their order.
  std::vector<std::string> adapters = {};
};

/// The same bytes for the same migrations, on any machine. Fails where an
/// adapter is for other databases.
Result<ReplayedHeader> replayed_header(const HeaderRequest& request);

}  // namespace godwit::generate
