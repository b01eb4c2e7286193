// SPDX-License-Identifier: BSL-1.0
#include <benchmark/benchmark.h>

#include "sql/statements.h"
#include "texts.h"

namespace godwit::bench {
namespace {

void lex(benchmark::State& state, Dialect dialect) {
  const std::string text = megabyte_of_sql();
  for (auto round : state) {
    sql::Lexer lexer(text, dialect);
    sql::Token token;
    while (lexer.next(token)) benchmark::DoNotOptimize(token);
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(lex, sqlite, Dialect::sqlite);
BENCHMARK_CAPTURE(lex, postgresql, Dialect::postgresql);

void split(benchmark::State& state, Dialect dialect) {
  const std::string text = megabyte_of_sql();
  for (auto round : state) {
    benchmark::DoNotOptimize(sql::split(text, dialect));
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(split, sqlite, Dialect::sqlite);
BENCHMARK_CAPTURE(split, postgresql, Dialect::postgresql);

}  // namespace
}  // namespace godwit::bench
