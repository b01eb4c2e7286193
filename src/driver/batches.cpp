// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/batches.h>

#include <chrono>
#include <cstdint>
#include <utility>

namespace godwit {
namespace {

using std::chrono::steady_clock;

/// The keys of the next batch: how many, and the outer ones.
struct NextKeys {
  std::size_t count = 0;
  KeyRange range = {};
};

Result<Rows> query_keys(Database& database, const Batches& batches) {
  const std::string select =
      fmt::format("SELECT {} FROM {}", batches.key, batches.table);
  const std::string order =
      fmt::format("ORDER BY {} LIMIT {}", batches.key, batches.size);
  if (database.checkpoint().empty()) {
    return database.query(fmt::format("{} {}", select, order));
  }
  return database.query(
      fmt::format("{} WHERE {} > $1 {}", select, batches.key, order),
      database.checkpoint());
}

Result<NextKeys> next_keys(Database& database, const Batches& batches) {
  auto rows = query_keys(database, batches);
  if (!rows) return std::move(rows).error();
  NextKeys next;
  while (true) {
    const auto row = rows->next();
    if (!row) return row.error();
    if (!*row) return next;
    next.range.last = rows->get<std::string>(0);
    if (next.count++ == 0) next.range.first = next.range.last;
  }
}

std::chrono::milliseconds fair_pause(const Database& database,
                                     steady_clock::time_point began) {
  if (database.dialect() != Dialect::sqlite) return {};
  return std::chrono::ceil<std::chrono::milliseconds>(steady_clock::now() -
                                                      began);
}

}  // namespace

Result<void> in_batches(
    Database& database, const Batches& batches,
    const std::function<Result<void>(const KeyRange&)>& change) {
  std::uint64_t done = 0;
  while (true) {
    const auto began = steady_clock::now();
    auto next = next_keys(database, batches);
    if (!next) return std::move(next).error();
    if (next->count == 0) return {};
    if (auto changed = change(next->range); !changed) return changed;
    auto kept = database.commit(next->range.last);
    if (!kept) return kept;
    done += next->count;
    database.progress(done);
    if (next->count < batches.size) return {};
    database.pause(batches.pause.value_or(fair_pause(database, began)));
  }
}

}  // namespace godwit
