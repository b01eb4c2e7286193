// SPDX-License-Identifier: BSL-1.0
#include <benchmark/benchmark.h>

#include "base/sha256.h"
#include "texts.h"

namespace godwit::bench {
namespace {

void digest(benchmark::State& state, std::string (*of)(std::string_view)) {
  const std::string text = megabyte_of_sql();
  for (auto round : state) benchmark::DoNotOptimize(of(text));
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(digest, sha256, sha256);
BENCHMARK_CAPTURE(digest, text_checksum, text_checksum);

}  // namespace
}  // namespace godwit::bench
