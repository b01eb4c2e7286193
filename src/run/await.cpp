// SPDX-License-Identifier: BSL-1.0
#include "run/await.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "base/backoff.h"
#include "base/errors.h"
#include "history/history_table.h"

namespace godwit::run {
namespace {

constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{2000};

/// What no other binary changes by applying what it has.
bool is_beyond_help(const Health& health) {
  return health.binary_too_old || health.edited > 0 || health.missing > 0;
}

/// What another look may not find again.
bool may_pass(const Error& error) { return error.code == ErrorCode::locked; }

/// The one who listens, and what he was told last.
class Told {
 public:
  Told(driver::Session& session, const Waiting& waiting)
      : session_(session), behind_(waiting.behind) {}

  void tell(const Awaited& one) {
    if (!behind_) return;
    std::string holder = holder_of(one);
    if (last_ == holder) return;
    behind_(one.set, holder);
    last_ = std::move(holder);
  }

 private:
  std::string holder_of(const Awaited& one) {
    const auto table = history::HistoryTable::named(
        one.history_table.empty() ? one.set.history_table() : one.history_table,
        one.set.dialect());
    if (!table) return {};
    auto holder = session_.lock_holder(table->name());
    return holder ? std::move(*holder).value_or("") : "";
  }

  driver::Session& session_;
  const std::function<void(EmbeddedSet, std::string_view)>& behind_;
  std::optional<std::string> last_;
};

/// After a connection was lost, to a server that may be restarting.
Result<void> come_back(driver::Session& session, const Waiting& waiting,
                       Error lost) {
  using std::chrono::milliseconds;
  const Deadline now = std::chrono::steady_clock::now();
  const auto left =
      waiting.deadline == no_deadline
          ? milliseconds::max()
          : std::chrono::ceil<milliseconds>(waiting.deadline - now);
  session.limit(driver::Limits{.patience = std::max(left, milliseconds(0)),
                               .stop = waiting.stop});
  auto back = session.reconnect();
  session.limit({});
  // The connection of an application is its own affair.
  if (!back && back.error().code == ErrorCode::invalid_argument) return lost;
  return back;
}

}  // namespace

Result<bool> await_applied(driver::Session& session,
                           std::span<const Awaited> sets,
                           const Waiting& waiting) {
  Told told(session, waiting);
  Backoff backoff(first_pause, longest_pause);
  for (auto set = sets.begin(); set != sets.end();) {
    if (waiting.stop.stop_requested()) return cancelled();
    const auto health = set->migrator->health();
    if (health && health->fit()) {
      ++set;
      continue;
    }
    if (health && is_beyond_help(*health)) return false;
    const bool over = has_passed(waiting.deadline);
    if (!health && !over && health.error().code == ErrorCode::connection_lost) {
      auto back = come_back(session, waiting, health.error());
      if (!back) return std::move(back).error();
      continue;
    }
    if (!health && !may_pass(health.error())) return health.error();
    if (over) return false;
    told.tell(*set);
    backoff.wait(waiting.deadline, waiting.stop);
  }
  return true;
}

Error not_applied_in_time(Error error, std::string_view running) {
  const bool hopeless = error.code == ErrorCode::binary_too_old ||
                        error.code == ErrorCode::edited ||
                        error.code == ErrorCode::missing;
  if (hopeless) return error;
  error.notes.push_back(running.empty()
                            ? std::string("nobody migrates just now")
                            : fmt::format("{} migrates just now", running));
  if (error.code == ErrorCode::pending) {
    error.hint = "wait longer, or find out why they are not applied";
  }
  return error;
}

}  // namespace godwit::run
