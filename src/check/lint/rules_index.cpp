// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "check/lint/locks.h"
#include "check/lint/rule.h"

namespace godwit::check {
namespace {

constexpr std::string_view concurrently_hint =
    "write {} CONCURRENTLY in a migration of its own marked "
    "-- godwit: no-transaction";

std::string lock_text(const Fact& fact, const Half& half) {
  const LockMode mode = lock_of(fact.what, half.server_version);
  return fmt::format("{} wait ({} lock)", blocked_by(mode), to_string(mode));
}

void create_index(const Half& half, const Fact& fact, Report& report) {
  const auto* create = as<CreateIndex>(fact);
  if (create == nullptr || create->concurrently) return;
  if (!half.existing(create->table)) return;
  report.add(fact.offset,
             fmt::format("CREATE INDEX reads the whole table \"{}\" while {}",
                         to_string(create->table), lock_text(fact, half)),
             fmt::format(concurrently_hint, "CREATE INDEX"));
}

// An index of a table that nobody uses yet, or one of this very run.
bool young_index(const Half& half, const Name& index) {
  const KnownPart* known = half.schema.index(index);
  return known != nullptr &&
         (known->migration >= half.run_begins || !half.existing(known->table));
}

void drop_index(const Half& half, const Fact& fact, Report& report) {
  const auto* drop = as<DropIndex>(fact);
  if (drop == nullptr || drop->concurrently) return;
  if (young_index(half, drop->index)) return;
  report.add(fact.offset,
             fmt::format("DROP INDEX \"{}\" waits for all queries on its "
                         "table, and then {}",
                         to_string(drop->index), lock_text(fact, half)),
             fmt::format(concurrently_hint, "DROP INDEX"));
}

void reindex(const Half& half, const Fact& fact, Report& report) {
  const auto* reindex = as<Reindex>(fact);
  if (reindex == nullptr || reindex->concurrently) return;
  report.add(fact.offset,
             "REINDEX builds the index anew while writes wait (SHARE lock), "
             "and queries that plan with it, too",
             half.server_version < 12
                 ? "make a new index CONCURRENTLY and drop the old one"
                 : fmt::format(concurrently_hint, "REINDEX"));
}

void refresh(const Half& half, const Fact& fact, Report& report) {
  const auto* refresh = as<RefreshView>(fact);
  if (refresh == nullptr || refresh->concurrently) return;
  if (!half.existing(refresh->view)) return;
  report.add(fact.offset,
             fmt::format("REFRESH MATERIALIZED VIEW runs the query of \"{}\" "
                         "while {}",
                         to_string(refresh->view), lock_text(fact, half)),
             "write REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a "
             "unique index on the view");
}

bool drops_before(const Half& half, const Fact& fact, const Name& index) {
  const auto& drops = half.lookup.about<DropIndex>(index);
  return !drops.empty() && drops.front()->offset < fact.offset;
}

void hidden_invalid_index(const Half& half, const Fact& fact, Report& report) {
  const auto* create = as<CreateIndex>(fact);
  const bool hides = create != nullptr && create->concurrently &&
                     create->if_not_exists && !create->index.name.empty();
  if (!hides || drops_before(half, fact, create->index)) return;
  report.add(fact.offset,
             fmt::format("IF NOT EXISTS takes an invalid index \"{}\", left "
                         "by an attempt that failed, for the real one",
                         create->index.name),
             fmt::format("leave out IF NOT EXISTS, or put DROP INDEX "
                         "CONCURRENTLY IF EXISTS {} before it",
                         create->index.name));
}

void several_concurrently(const Half& half, Report& report) {
  bool found = false;
  for (const Fact& fact : half.facts) {
    const auto* create = as<CreateIndex>(fact);
    if (create == nullptr || !create->concurrently) continue;
    if (found) {
      report.add(fact.offset,
                 "a second CREATE INDEX CONCURRENTLY in one script: if it "
                 "fails, the migration stops half applied",
                 "give each a migration of its own");
    }
    found = true;
  }
}

}  // namespace

std::span<const Rule> index_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"create-index", postgresql, RuleLevel::warning,
        "an index is made while writes to an existing table wait"},
       create_index},
      {{"drop-index", postgresql, RuleLevel::warning,
        "an index is dropped while all use of its table waits"},
       drop_index},
      {{"reindex", postgresql, RuleLevel::warning,
        "an index is built anew while its table waits"},
       reindex},
      {{"refresh-materialized-view", postgresql, RuleLevel::warning,
        "a materialized view is filled anew while its readers wait"},
       refresh},
      {{"concurrently-if-not-exists", postgresql, RuleLevel::warning,
        "IF NOT EXISTS may hide an invalid index"},
       hidden_invalid_index,
       nullptr,
       Halves::both},
      {{"several-concurrently", postgresql, RuleLevel::off,
        "several CREATE INDEX CONCURRENTLY in one script"},
       nullptr,
       several_concurrently,
       Halves::both},
  };
  return rules;
}

}  // namespace godwit::check
