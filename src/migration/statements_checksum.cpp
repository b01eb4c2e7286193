// SPDX-License-Identifier: BSL-1.0
#include "migration/statements_checksum.h"

#include "base/sha256.h"

namespace godwit {

std::string statements_checksum(const Script& script, std::size_t count) {
  std::string done;
  for (std::size_t i = 0; i < count; ++i) {
    const StatementRange& range = script.statements[i];
    done += script.text.substr(range.begin, range.end - range.begin);
    done += ";\n";
  }
  return text_checksum(done);
}

}  // namespace godwit
