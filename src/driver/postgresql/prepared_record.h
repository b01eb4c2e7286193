// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <libpq-fe.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "driver/postgresql/guard.h"
#include "driver/postgresql/run_state.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// One of the tasks may see what the session has prepared, or drop it.
bool may_meet_prepared(std::span<const Task> tasks);

/// The records of many tasks that differ in their values alone: the server
/// reads and plans the statement once and not for each, which took it more than
/// half of its time. It lives until DEALLOCATE ALL. It is sent before the
/// message that needs it first: a server copies the whole message that a
/// statement was prepared in each time it is executed.
class PreparedRecord {
 public:
  /// Of the tasks, for which the session keeps it. Absent: the session is not
  /// ours alone, or the server refuses it, which will say why once it is to
  /// carry out the record itself.
  static std::optional<PreparedRecord> make(const RunState& state,
                                            std::span<const Task> tasks);

  /// What carries out the record, as Guard::record does. Absent: it is another
  /// one, or a value cannot be text of the connection.
  std::optional<Commands> execute(PGconn* connection,
                                  std::span<const Query> record) const;

 private:
  PreparedRecord(std::string name, std::string_view sql)
      : name_(std::move(name)), sql_(sql) {}

  std::string name_;
  std::string_view sql_;  // of a task
};

}  // namespace godwit::driver::postgresql
