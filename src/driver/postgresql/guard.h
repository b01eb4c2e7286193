// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/postgresql/handles.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// Statements of our own, and how many results they will give.
struct Commands {
  std::string text = {};
  std::size_t count = 0;

  void add(std::string_view sql);
  void add(const Commands& others);
};

/// What has to hold before a COMMIT of ours, asked by the record itself: the
/// transaction that we began is still the one that is open, the session still
/// has the lock, and the record has changed as many rows as it must. Where one
/// does not hold, the record fails and everything with it.
class Guard {
 public:
  /// `lock_key`: of a lock that the session holds twice; absent: the lock is
  /// not the session's.
  explicit Guard(std::optional<std::int64_t> lock_key);

  /// A transaction of ours that `record` can tell from any other.
  static constexpr std::string_view begin = "BEGIN READ WRITE DEFERRABLE";
  /// Makes every name that follows, up to the end of the transaction, one of
  /// pg_catalog (tables excepted, which are qualified).
  static constexpr std::string_view pin =
      "SET LOCAL search_path TO pg_catalog, pg_temp";

  enum class Transaction : std::uint8_t { ours, of_the_script };

  /// The record's queries with the guard in the last one, which is the only
  /// one of the message whose result `is_of` knows. To be run pinned. Fails
  /// where a value cannot be text of the connection.
  /// `elapsed`: of the task, when the message is sent.
  Result<Commands> record(PGconn* connection, const std::vector<Query>& queries,
                          Transaction transaction,
                          std::chrono::microseconds elapsed = {}) const;

  /// One query of a record, and a guard of its own, as a SELECT of one column.
  /// `sql` has no parameters left.
  std::string guarded(std::string_view sql, std::int64_t affects,
                      Transaction transaction) const;
  /// The same as the last query of a record is, whose result `is_of` knows.
  std::string guarded_record(std::string_view sql, std::int64_t affects,
                             Transaction transaction) const;

  /// Whether this is the result of the guard. No script can name its column.
  bool is_of(const PGresult* result) const;

  /// Why the guard failed; absent: this failure is something else.
  static std::optional<Error> explain(const PGresult* failure);

 private:
  std::string check(std::string_view changed, std::int64_t expected,
                    Transaction transaction) const;

  std::optional<std::int64_t> lock_key_;
  std::string column_;
};

}  // namespace godwit::driver::postgresql
