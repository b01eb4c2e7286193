// SPDX-License-Identifier: BSL-1.0
#include "migration/statements_checksum.h"

#include "base/sha256.h"

namespace godwit {
namespace {

// Each over the one before, so that all of them cost no more than the last.
std::string with_statement(const std::string& before, const Script& script,
                           std::size_t index) {
  const StatementRange& range = script.statements[index];
  std::string text = before;
  text += script.text.substr(range.begin, range.end - range.begin);
  return text_checksum(text);
}

}  // namespace

std::string statements_checksum(const Script& script, std::size_t count) {
  std::string checksum;
  for (std::size_t i = 0; i < count; ++i) {
    checksum = with_statement(checksum, script, i);
  }
  return checksum;
}

std::vector<std::string> statements_checksums(const Script& script) {
  std::vector<std::string> checksums(1);
  for (std::size_t i = 0; i < script.statements.size(); ++i) {
    checksums.push_back(with_statement(checksums.back(), script, i));
  }
  return checksums;
}

}  // namespace godwit
