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

// Whatever keeps the next one from being run.
void take(Result<void> up, const Rehearsal& rehearsal, Executed& executed) {
  if (up) return;
  executed.why = with_level(std::move(up).error());
  executed.failed = rehearsal.failed();
}

Executed one_by_one(Rehearsal& rehearsal, const MigrationSet& set) {
  Executed executed;
  for (const Migration& migration : set.all()) {
    if (!rehearsal::is_undone(migration)) continue;
    // Those before it that have no way back run with it.
    take(rehearsal.up_to(migration), rehearsal, executed);
    if (executed.why) return executed;
    auto tried = rehearsal.there_and_back(migration);
    if (!tried.error) continue;
    executed.errors.push_back(with_level(*std::move(tried.error)));
    if (!tried.restored) return executed;
  }
  take(rehearsal.all_up(), rehearsal, executed);
  return executed;
}

// Another scratch database costs nothing, and 2,000 migrations run twenty
// times as fast together as one by one.
bool is_well_together(const std::string& database_url, const MigrationSet& set,
                      std::span<const EmbeddedSet> before) {
  auto connection = driver::connect_confined(database_url);
  if (!connection) return false;
  auto rehearsal = Rehearsal::begin(*connection, set, before);
  return rehearsal && rehearsal->all_there_and_back();
}

}  // namespace

Executed execute(const std::string& database_url, bool is_scratch,
                 const MigrationSet& set, std::span<const EmbeddedSet> before) {
  Executed refused;
  for (Error& error : outside_errors(set)) {
    refused.errors.push_back(with_level(std::move(error)));
  }
  if (!refused.errors.empty()) return refused;
  if (is_scratch && is_well_together(database_url, set, before)) return {};
  auto connection = driver::connect_confined(database_url);
  if (!connection) return failed_before(std::move(connection).error());
  auto rehearsal = Rehearsal::begin(*connection, set, before);
  if (!rehearsal) return failed_before(std::move(rehearsal).error());
  return one_by_one(*rehearsal, set);
}

}  // namespace godwit::check
