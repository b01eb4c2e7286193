// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace godwit {

/// Which rows to go through, and in what portions.
struct Batches {
  /// As it stands in SQL, so quoted where that is necessary.
  std::string table = {};
  /// A column that has a type, no NULLs and a unique index.
  std::string key = {};
  /// So many rows at once.
  std::size_t size = 1000;
  /// Between two batches, for others. Absent: on SQLite as long as the batch
  /// has taken, since those who wait for the file look only now and then
  /// whether it is free (measured: without it one of them waited for 600
  /// batches); on PostgreSQL, where they wait in a queue, none.
  std::optional<std::chrono::milliseconds> pause = {};
};

/// The keys of one batch, for `WHERE key BETWEEN $1 AND $2`.
struct KeyRange {
  std::string first = {};
  std::string last = {};
};

/// Changes a large table in portions, each of which commits by itself, so that
/// other writers wait for one of them at most and an interrupted step goes on
/// with the next: `change` is called with each range of keys, in their order,
/// from the checkpoint of the database on. Only after `// godwit:
/// no-transaction`. Rows that are added meanwhile are changed too where their
/// keys come later than the batch of the moment.
Result<void> in_batches(
    Database& database, const Batches& batches,
    const std::function<Result<void>(const KeyRange&)>& change);

}  // namespace godwit
