// SPDX-License-Identifier: BSL-1.0
//
// libFuzzer on the lexer: whatever the text, it ends, stays inside, and its
// pieces are in order. The first byte chooses the dialect.
#include "fuzz.h"
#include "sql/lock_release.h"
#include "sql/statements.h"

namespace {

using godwit::Dialect;
using godwit::fuzz::require;

void lex(std::string_view text, Dialect dialect) {
  godwit::sql::Lexer lexer(text, dialect);
  godwit::sql::Token token;
  std::size_t at = 0;
  while (lexer.next(token)) {
    require(token.begin >= at && token.end > token.begin);
    require(token.end <= text.size());
    at = token.end;
  }
}

void split(std::string_view text, Dialect dialect) {
  const auto statements = godwit::sql::split(text, dialect);
  std::size_t at = 0;
  for (const auto& range : statements.ranges) {
    require(range.begin >= at && range.end > range.begin);
    require(range.end <= text.size());
    const auto piece = text.substr(range.begin, range.end - range.begin);
    godwit::sql::transaction_command(piece, dialect);
    if (dialect == Dialect::postgresql) godwit::sql::lock_release(piece);
    at = range.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = godwit::fuzz::text_of(data + 1, size - 1);
  const Dialect dialect =
      data[0] % 2 == 0 ? Dialect::postgresql : Dialect::sqlite;
  lex(text, dialect);
  split(text, dialect);
  return 0;
}
