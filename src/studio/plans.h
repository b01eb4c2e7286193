// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <functional>

#include "command/database.h"
#include "studio/api.h"

namespace godwit::studio {

/// A plan and the database that it is for.
struct Planned {
  command::Database database;
  command::Plans plans = {};
};

/// What the page asks for by `set`, `to`, `steps` and `batch`, of that
/// direction. `on_event` as Studio::open takes it.
Result<Planned> planned(const Call& call, Direction direction, bool read_only,
                        const std::function<void(const Event&)>& on_event = {});

/// The endpoint.
Answer plan(const Call& call);

}  // namespace godwit::studio
