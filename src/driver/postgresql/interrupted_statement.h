// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "driver/postgresql/handles.h"

namespace godwit::driver::postgresql {

/// What became of a statement outside a transaction whose end nobody saw.
struct InterruptedStatement {
  enum class Fate : std::uint8_t {
    done,
    not_done,  ///< or done twice with the same effect as once
    unknown,
  };
  Fate fate = Fate::unknown;
  /// Not done: what has to run before it runs again. Empty: nothing.
  std::string clean_up = {};
  /// Unknown: why, for people.
  std::string why = {};
};

/// Judged by looking at what the statement makes or removes. The session must
/// be set up as it was for the statement.
Result<InterruptedStatement> look_at(PGconn* connection,
                                     std::string_view statement);

}  // namespace godwit::driver::postgresql
