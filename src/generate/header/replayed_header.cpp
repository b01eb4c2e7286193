// SPDX-License-Identifier: BSL-1.0
#include "generate/header/replayed_header.h"

#include <utility>

#include "generate/header/cpp_names.h"
#include "generate/header/sqlite_orm_header.h"
#include "generate/header/sqlpp23_header.h"
#include "generate/header/typed_header.h"

namespace godwit::generate {

Result<ReplayedHeader> replayed_header(const HeaderRequest& request) {
  for (const Adapter adapter : request.adapters) {
    auto checked = check_adapter(adapter, request.replay.set.dialect());
    if (!checked) return std::move(checked).error();
  }
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
  ReplayedHeader header{.text = typed_header(*content, name, set.dialect())};
  for (const Adapter adapter : request.adapters) {
    header.adapters.push_back(
        adapter == Adapter::sqlpp23
            ? sqlpp23_header(*content, name, set.dialect())
            : sqlite_orm_header(*content, name, request.included_as));
  }
  return header;
}

}  // namespace godwit::generate
