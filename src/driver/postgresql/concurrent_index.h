// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <libpq-fe.h>

#include <optional>
#include <string>
#include <string_view>

#include "driver/session.h"

namespace godwit::driver::postgresql {

/// Looks after invalid indexes around a statement with CONCURRENTLY: one that
/// fails leaves such an index, which the planner does not use, every write
/// maintains and IF NOT EXISTS takes for the real one.
class ConcurrentIndex {
 public:
  /// Looks what is there before the statement. Costs nothing for any other
  /// statement.
  ConcurrentIndex(PGconn* connection, std::string_view statement);

  /// Adds to the error of the statement what it has left behind. False:
  /// nothing.
  bool explain(Error& error) const;
  /// After success: an invalid index that the statement should have made.
  std::optional<Error> hidden() const;

 private:
  Rows invalid_indexes() const;

  PGconn* connection_;
  std::string statement_;  // in lower case; empty: nothing to look after
  Rows before_;
};

}  // namespace godwit::driver::postgresql
