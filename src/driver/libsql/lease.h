// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/libsql/hrana.h"

namespace godwit::driver::libsql {

/// The lock of a history: a row in a table beside it, which says whose it is
/// and until when. Nothing that a server has is held from one request to the
/// next, and an open transaction it takes back when somebody else wants to
/// write.
///
/// What keeps two runs apart is not the time. Each transaction of a run begins
/// with the fence: a statement that fails unless the row still has the token of
/// this run. So a run that was silent for too long, and whose lock another one
/// has taken over, changes nothing any more; nor does a request of which nobody
/// knows what became of it, once the token is another one.
///
/// Whoever waits only reads, since a writer would make the server undo what the
/// other is doing.
class Lease {
 public:
  /// `history`: the qualified name of a history table.
  explicit Lease(std::string_view history);

  /// Makes the table and takes the row, unless somebody has it. The last step
  /// says whose it is then: his token and his name.
  hrana::Batch take(const std::string& holder) const;
  bool is_ours(const hrana::Done& taken) const;

  /// The number of the transaction that it begins is in the row when that is
  /// kept.
  hrana::Statement fence(std::uint64_t number) const;
  /// A SELECT in parentheses of the whole microseconds since the fence.
  std::string elapsed() const;

  /// Changes the token, so that no fence of before lets anything through. Its
  /// row is the number of the last transaction that was kept; no row: the lock
  /// is another's.
  hrana::Statement renew();

  hrana::Statement give_back() const;
  /// Who has it now. No row: nobody.
  hrana::Statement holder() const;

 private:
  hrana::Statement with_token(std::string sql) const;

  std::string table_;
  std::string token_;
};

}  // namespace godwit::driver::libsql
