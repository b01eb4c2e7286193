// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/spelling.h"

#include "schema/written_name.h"

namespace godwit::change::postgresql {

std::string spelled(std::string_view name) {
  return schema::written_name(name, Dialect::postgresql);
}

std::string spelled(std::string_view schema, std::string_view name) {
  if (schema.empty()) return spelled(name);
  return spelled(schema) + "." + spelled(name);
}

}  // namespace godwit::change::postgresql
