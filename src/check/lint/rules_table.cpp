// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "check/lint/locks.h"
#include "check/lint/rule.h"

namespace godwit::check {
namespace {

// A check that says the same as the partition's bounds spares the reading, but
// whether it does is beyond this reader.
void attach_partition(const Half& half, const Fact& fact, Report& report) {
  const auto* attach = as<AttachPartition>(fact);
  if (attach == nullptr || !half.existing(attach->partition)) return;
  report.add(fact.offset,
             fmt::format("ATTACH PARTITION reads the whole table \"{}\" while "
                         "its reads and writes wait (ACCESS EXCLUSIVE lock)",
                         to_string(attach->partition)),
             "first add a CHECK that says the same as the bounds NOT VALID and "
             "validate it, in earlier migrations");
}

void detach_partition(const Half& half, const Fact& fact, Report& report) {
  const auto* detach = as<DetachPartition>(fact);
  if (detach == nullptr || detach->concurrently) return;
  if (!half.existing(detach->table)) return;
  report.add(fact.offset,
             fmt::format("DETACH PARTITION makes reads and writes of all of "
                         "\"{}\" wait (ACCESS EXCLUSIVE lock)",
                         to_string(detach->table)),
             half.server_version < 14
                 ? "require a newer server with -- godwit: requires "
                   "postgresql >= 14 and detach CONCURRENTLY"
                 : "write DETACH PARTITION … CONCURRENTLY in a migration of "
                   "its own marked -- godwit: no-transaction");
}

void table_rewrite(const Half& half, const Fact& fact, Report& report) {
  const auto* rewrite = as<RewriteTable>(fact);
  if (rewrite == nullptr) return;
  const bool all = rewrite->table.name.empty();
  if (!all && !half.existing(rewrite->table)) return;
  report.add(
      fact.offset,
      fmt::format("{} writes {} anew while reads and writes wait "
                  "(ACCESS EXCLUSIVE lock)",
                  rewrite->command,
                  all ? "every table"
                      : fmt::format("\"{}\"", to_string(rewrite->table))),
      "leave it to maintenance: pg_repack does the same online");
}

// A condition that only asks for the column that was just added means all rows.
bool means_all_rows(const Half& half, const ChangeRows& change) {
  if (!change.where) return true;
  const auto& adds = half.lookup.about<AddColumn>(change.table);
  return std::any_of(adds.begin(), adds.end(), [&](const Fact* fact) {
    const auto& column = as<AddColumn>(*fact)->column;
    return change.where->text == column.name + " is null";
  });
}

const Name* blocked_before(const Half& half, const Fact& change) {
  for (const Fact& fact : half.facts) {
    if (fact.offset >= change.offset) break;
    const LockMode mode = lock_of(fact.what, half.server_version);
    const Name* table = locked_table(fact.what);
    const bool blocks = table != nullptr && !blocked_by(mode).empty();
    if (blocks && half.existing(*table)) return table;
  }
  return nullptr;
}

void backfill(const Half& half, const Fact& fact, Report& report) {
  const auto* change = as<ChangeRows>(fact);
  if (change == nullptr || !half.script.transactional) return;
  if (!half.existing(change->table) || !means_all_rows(half, *change)) return;
  const Name* blocked = blocked_before(half, fact);
  if (blocked == nullptr) return;
  report.add(
      fact.offset,
      fmt::format("all rows of \"{}\" are {} while the lock that "
                  "changed \"{}\" is held",
                  to_string(change->table),
                  change->deletes ? "deleted" : "written", to_string(*blocked)),
      "do it in a later migration, best in batches and marked "
      "-- godwit: no-transaction");
}

void blocking_lock(const Half& half, const Fact& fact, Report& report) {
  const LockMode mode = lock_of(fact.what, half.server_version);
  const Name* table = locked_table(fact.what);
  if (table == nullptr || blocked_by(mode).empty()) return;
  if (!half.existing(*table)) return;
  report.add(fact.offset,
             fmt::format("takes an {} lock on \"{}\": {} wait until the "
                         "transaction ends",
                         to_string(mode), to_string(*table), blocked_by(mode)),
             "keep such transactions short");
}

bool limits_waiting(const Fact& fact) {
  const auto* setting = as<Setting>(fact);
  return setting != nullptr && !setting->reset &&
         (setting->name == "lock_timeout" ||
          setting->name == "statement_timeout");
}

void lock_timeout(const Half& half, Report& report) {
  for (const Fact& fact : half.facts) {
    if (limits_waiting(fact)) return;
    const LockMode mode = lock_of(fact.what, half.server_version);
    const Name* table = locked_table(fact.what);
    if (table == nullptr || blocked_by(mode).empty()) continue;
    if (!half.existing(*table)) continue;
    report.add(fact.offset,
               fmt::format("while this waits for its {} lock on \"{}\", all "
                           "that come after it wait, too, without a limit",
                           to_string(mode), to_string(*table)),
               "put SET LOCAL lock_timeout = '5s' before it");
    return;
  }
}

}  // namespace

std::span<const Rule> table_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"attach-partition", postgresql, RuleLevel::warning,
        "a partition is checked while its table waits"},
       attach_partition},
      {{"detach-partition", postgresql, RuleLevel::warning,
        "a partition is detached while the whole table waits"},
       detach_partition},
      {{"table-rewrite", postgresql, RuleLevel::warning,
        "a command that writes a whole table anew"},
       table_rewrite,
       nullptr,
       Halves::up,
       TableWork::rewrites},
      {{"backfill", postgresql, RuleLevel::warning,
        "all rows are written in a transaction that holds a lock"},
       backfill},
      {{"blocking-lock", postgresql, RuleLevel::off,
        "every statement that makes others wait, with its lock"},
       blocking_lock},
      {{"lock-timeout", postgresql, RuleLevel::off,
        "a lock is waited for without a limit"},
       nullptr,
       lock_timeout},
  };
  return rules;
}

}  // namespace godwit::check
