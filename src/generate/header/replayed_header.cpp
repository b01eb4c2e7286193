// SPDX-License-Identifier: BSL-1.0
#include "generate/header/replayed_header.h"

#include <span>
#include <utility>

#include "generate/header/cpp_names.h"
#include "generate/header/typed_header.h"
#include "generate/replay.h"
#include "migration/on_connect.h"
#include "migration/placeholders.h"
#include "run/live_schema.h"

namespace godwit::generate {

Result<std::string> replayed_header(const HeaderRequest& request) {
  const auto set = set_to_look_at(request.set);
  if (!set) return set.error();
  std::vector<schema::Identity> histories;
  for (const EmbeddedSet one : request.before) {
    const auto earlier = set_to_look_at(one);
    if (!earlier) return earlier.error();
    if (auto noted = note_history(*earlier, histories); !noted) {
      return std::move(noted).error();
    }
  }
  if (auto noted = note_history(*set, histories); !noted) {
    return std::move(noted).error();
  }
  auto scratch =
      scratch_for_replay(request.server, set->dialect(),
                         {.stop = request.stop,
                          .on_connect = on_connect_of(
                              std::span(&request.set, 1), request.on_connect)});
  if (!scratch) return std::move(scratch).error();
  Connection& connection = scratch->connection;
  if (auto done = apply_sets(request.before, connection); !done) {
    return std::move(done).error();
  }
  const auto before = run::live_schema(connection, histories);
  if (!before) return before.error();
  if (auto done = replay(*set, {}, connection); !done) {
    return std::move(done).error();
  }
  const auto model = run::live_schema(connection, histories);
  if (!model) return model.error();
  const std::string name(request.set.name());
  const auto content = header_content({.model = *model,
                                       .before = *before,
                                       .name_space = request.name_space.empty()
                                                         ? cpp_identifier(name)
                                                         : request.name_space,
                                       .types = request.types});
  if (!content) return content.error();
  return typed_header(*content, name, set->dialect());
}

}  // namespace godwit::generate
