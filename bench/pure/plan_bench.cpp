// SPDX-License-Identifier: BSL-1.0
#include <benchmark/benchmark.h>

#include "plan/plan.h"
#include "texts.h"

namespace godwit::bench {
namespace {

void read_set(benchmark::State& state, Dialect dialect) {
  const auto files = set_of(dialect, static_cast<int>(state.range(0)));
  for (auto round : state) {
    benchmark::DoNotOptimize(MigrationSet::from(files.set()));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// As `up` would have left it.
RecordedHistory history_of(const MigrationSet& set) {
  RecordedHistory history;
  history.exists = true;
  for (const Migration& migration : set.all()) {
    history.applied.push_back(
        {.version = migration.version,
         .sequence = static_cast<std::int64_t>(history.applied.size()) + 1,
         .name = migration.name,
         .checksum = migration.checksum,
         .batch = 1});
  }
  return history;
}

void plan_of_all(benchmark::State& state) {
  const auto files = set_of(Dialect::sqlite, static_cast<int>(state.range(0)));
  const MigrationSet set = MigrationSet::from(files.set()).value();
  const RecordedHistory history;
  for (auto round : state) {
    benchmark::DoNotOptimize(plan_up(set, history, {}));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void plan_of_nothing(benchmark::State& state) {
  const auto files = set_of(Dialect::sqlite, static_cast<int>(state.range(0)));
  const MigrationSet set = MigrationSet::from(files.set()).value();
  const RecordedHistory history = history_of(set);
  for (auto round : state) {
    benchmark::DoNotOptimize(plan_up(set, history, {}));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void status(benchmark::State& state) {
  const auto files = set_of(Dialect::sqlite, static_cast<int>(state.range(0)));
  const MigrationSet set = MigrationSet::from(files.set()).value();
  const RecordedHistory history = history_of(set);
  for (auto round : state) {
    benchmark::DoNotOptimize(make_status(set, history));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

constexpr auto counts = [](auto* bench) {
  bench->Unit(benchmark::kMillisecond)->Arg(100)->Arg(1'000)->Arg(10'000);
};
BENCHMARK_CAPTURE(read_set, sqlite, Dialect::sqlite)->Apply(counts);
BENCHMARK_CAPTURE(read_set, postgresql, Dialect::postgresql)->Apply(counts);
BENCHMARK(plan_of_all)->Apply(counts);
BENCHMARK(plan_of_nothing)->Apply(counts);
BENCHMARK(status)->Apply(counts);

}  // namespace
}  // namespace godwit::bench
