// SPDX-License-Identifier: BSL-1.0
#include "check/execution.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "driver/confined.h"
#include "migration/script_reach.h"
#include "rehearsal/rehearsal.h"

namespace godwit::check {
namespace {

using rehearsal::Rehearsal;

constexpr std::string_view checks_less =
    "check the set at level syntax (CHECK syntax), which runs nothing";

// Functions, collations, … that only the application has: no such function: f
bool lacks_application(const Error& error) {
  constexpr std::array<std::string_view, 5> beginnings = {
      "no such function: ", "no such collation sequence: ", "no such module: ",
      "no such tokenizer: ", "unknown tokenizer: "};
  return std::any_of(
      beginnings.begin(), beginnings.end(), [&](std::string_view beginning) {
        return error.message.find(beginning) != error.message.npos;
      });
}

// There is a level that asks less.
Error with_level(Error error) {
  if (error.code == ErrorCode::unsupported) {
    error.hint = fmt::format("{}, or {}", error.hint, checks_less);
  } else if (lacks_application(error)) {
    error.hint =
        fmt::format("if the application brings it along, {}", checks_less);
  }
  return error;
}

Executed failed_before(Error error) {
  return {.errors = {with_level(std::move(error))}};
}

bool is_transactional(const Migration& migration) {
  return migration.up.transactional &&
         (!rehearsal::is_undone(migration) || migration.down->transactional);
}

/// Runs a set there and back. Thousands of migrations in a few transactions
/// take SQLite a tenth of the time that they take one by one, so that is done
/// only where not all is well.
class ThereAndBack {
 public:
  ThereAndBack(Rehearsal& rehearsal, const MigrationSet& set,
               const Extent& extent)
      : rehearsal_(rehearsal),
        all_(set.all().first(extent.migrations)),
        repeatable_(extent.repeatable),
        largest_group_(largest_group(set.dialect())),
        group_(std::min(first_group, largest_group_)) {}

  Executed run() {
    while (next_ < all_.size() && !over_) {
      group_ = go_on() ? std::min(group_ * 2, largest_group_) : 1;
    }
    if (!over_ && repeatable_) run_repeatable();
    return std::move(executed_);
  }

 private:
  static constexpr std::size_t first_group = 16;

  // In PostgreSQL scripts that run alone are not those that run together: a new
  // value of an enum is to be used only where the type is new, too.
  static std::size_t largest_group(Dialect dialect) {
    return dialect == Dialect::sqlite ? 1024 : 1;
  }

  std::size_t end_of_group() const {
    std::size_t end = next_;
    while (end < all_.size() && end - next_ < group_ &&
           is_transactional(all_[end])) {
      ++end;
    }
    return end;
  }

  // False: not all was well.
  bool go_on() {
    const std::size_t end = end_of_group();
    if (end - next_ <= 1) return go_alone();
    if (go_together(end)) return true;
    if (!over_) go_alone();
    return false;
  }

  // False: the next is the first of which not all is well, or that does not run
  // in one transaction with those before it.
  bool go_together(std::size_t end) {
    const auto tried = rehearsal_.together_to(all_[end - 1]);
    if (!tried.error) {
      next_ = end;
      return true;
    }
    if (!tried.restored) return give_up(*tried.error);
    const Migration* failed = rehearsal_.failed();
    if (failed != nullptr && failed > &all_[next_]) {
      go_together(static_cast<std::size_t>(failed - all_.data()));
    }
    return false;
  }

  bool go_alone() {
    const Migration& migration = all_[next_++];
    auto up = rehearsal_.up_to(migration);
    if (!up) return give_up(std::move(up).error());
    if (!rehearsal::is_undone(migration)) return true;
    auto tried = rehearsal_.there_and_back(migration);
    if (!tried.error) return true;
    executed_.errors.push_back(with_level(*std::move(tried.error)));
    over_ = !tried.restored;
    return false;
  }

  void run_repeatable() {
    auto done = rehearsal_.repeatable_there_and_back();
    if (!done) executed_.errors.push_back(with_level(std::move(done).error()));
  }

  // Nothing after it can be run.
  bool give_up(Error error) {
    executed_.why = with_level(std::move(error));
    executed_.failed = rehearsal_.failed();
    over_ = true;
    return false;
  }

  Rehearsal& rehearsal_;
  std::span<const Migration> all_;
  bool repeatable_;
  Executed executed_;
  std::size_t next_ = 0;
  std::size_t largest_group_;
  std::size_t group_;
  bool over_ = false;
};

}  // namespace

Extent whole(const MigrationSet& set) {
  return {.migrations = set.size(), .repeatable = true};
}

Executed execute(const std::string& database_url, const MigrationSet& set,
                 const Extent& extent, std::span<const EmbeddedSet> before,
                 const OnConnect& on_connect) {
  Executed refused;
  for (Error& error : outside_errors(set)) {
    refused.errors.push_back(with_level(std::move(error)));
  }
  if (!refused.errors.empty()) return refused;
  auto connection =
      driver::connect_confined(database_url, {.on_connect = on_connect});
  if (!connection) return failed_before(std::move(connection).error());
  auto rehearsal = Rehearsal::begin(*connection, set, before);
  if (!rehearsal) return failed_before(std::move(rehearsal).error());
  rehearsal->keep_lock();
  return ThereAndBack(*rehearsal, set, extent).run();
}

Result<void> apply_snapshot(const std::string& database_url,
                            const MigrationSet& set,
                            const OnConnect& on_connect) {
  auto connection =
      driver::connect_confined(database_url, {.on_connect = on_connect});
  if (!connection) return with_level(std::move(connection).error());
  auto applied = rehearsal::apply_snapshot(*connection, set);
  if (!applied) return with_level(std::move(applied).error());
  return {};
}

}  // namespace godwit::check
