// SPDX-License-Identifier: BSL-1.0
#include "generate/header/replayed_header.h"

#include "generate/header/cpp_names.h"
#include "generate/header/typed_header.h"

namespace godwit::generate {

Result<std::string> replayed_header(const HeaderRequest& request) {
  const auto schema = replayed_schema(request.replay);
  if (!schema) return schema.error();
  const EmbeddedSet set = request.replay.set;
  const std::string name(set.name());
  const auto content = header_content({.model = schema->made.model,
                                       .before = schema->before,
                                       .name_space = request.name_space.empty()
                                                         ? cpp_identifier(name)
                                                         : request.name_space,
                                       .types = request.types});
  if (!content) return content.error();
  return typed_header(*content, name, set.dialect());
}

}  // namespace godwit::generate
