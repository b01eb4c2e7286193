// SPDX-License-Identifier: BSL-1.0
#include "studio/api.h"

namespace godwit::studio {

// All that there is, one line for each part.
const Endpoint* find_endpoint(std::string_view name) {
  using Part = std::span<const Endpoint> (*)();
  static constexpr Part parts[] = {
      overview_endpoints,  migration_endpoints, run_endpoints,
      schema_endpoints,    row_endpoints,       edit_endpoints,
      statement_endpoints, call_endpoints,
  };
  for (const Part part : parts) {
    for (const Endpoint& endpoint : part()) {
      if (endpoint.name == name) return &endpoint;
    }
  }
  return nullptr;
}

}  // namespace godwit::studio
