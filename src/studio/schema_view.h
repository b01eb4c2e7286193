// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "generate/schema_history.h"
#include "studio/api.h"

namespace godwit::studio {

/// What the migrations of a set did to the schema.
struct KnownHistory {
  generate::SchemaHistory history = {};
  generate::Touches touches = {};
};

/// That of one of studio's sets, whose migrations are run for it once, behind
/// those of the sets before it, up to the first that does not run. Whoever asks
/// meanwhile waits. Fails where those before do not run, or there is no server
/// for a scratch database.
Result<std::shared_ptr<const KnownHistory>> history_of(const Call& call,
                                                       std::string_view set);

}  // namespace godwit::studio
