// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/prepared_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/random_name.h"
#include "driver/mentions.h"
#include "driver/postgresql/exchange.h"

namespace godwit::driver::postgresql {
namespace {

// Words of scripts that see what is prepared, or drop it.
constexpr std::string_view words[] = {"prepare", "execute", "deallocate",
                                      "discard"};

bool may_meet(const Task& task) {
  return task.code || std::any_of(std::begin(words), std::end(words),
                                  [&](std::string_view word) {
                                    return mentions(task.sql, word);
                                  });
}

bool is_preparable(std::span<const Query> record) {
  return record.size() == 1 && record.front().affects;
}

const Query* record_to_prepare(std::span<const Task> tasks) {
  for (const Task& task : tasks) {
    const std::vector<Query>& record = task.records.back();
    if (is_preparable(record)) return &record.front();
  }
  return nullptr;
}

}  // namespace

bool may_meet_prepared(std::span<const Task> tasks) {
  return std::any_of(tasks.begin(), tasks.end(), may_meet);
}

std::optional<PreparedRecord> PreparedRecord::make(
    const RunState& state, std::span<const Task> tasks) {
  if (state.settings.between_shared.count == 0) return std::nullopt;
  const Query* const record = record_to_prepare(tasks);
  if (record == nullptr) return std::nullopt;
  PreparedRecord prepared("godwit_" + random_name(), record->sql);
  const std::string sql = state.guard.guarded_record(
      with_parameters(*record), *record->affects, Guard::Transaction::ours);
  const auto done =
      ask(state.connection,
          fmt::format("DEALLOCATE ALL;PREPARE {} AS {}", prepared.name_, sql));
  if (!done) return std::nullopt;
  return prepared;
}

std::optional<Commands> PreparedRecord::execute(
    PGconn* connection, std::span<const Query> record) const {
  if (!is_preparable(record) || record.front().sql != sql_) return std::nullopt;
  auto values = literals(connection, record.front().parameters);
  if (!values) return std::nullopt;
  Commands commands;
  commands.add(fmt::format("EXECUTE {} ({})", name_, *values));
  return commands;
}

}  // namespace godwit::driver::postgresql
