// SPDX-License-Identifier: BSL-1.0
//
// libFuzzer on the sets in a binary: whatever the bytes, the search ends, and
// what it finds lies in them and has its checksums.
#include <string>

#include "fuzz.h"
#include "migration/binary_sets.h"

namespace {

using godwit::fuzz::require;

void search(std::string_view bytes) {
  const godwit::BinarySets found = godwit::find_sets(bytes);
  for (const godwit::BinarySet& set : found.sets) {
    require(godwit::fuzz::is_part_of(set.bytes, bytes));
    const godwit::EmbeddedSet embedded = set.embedded();
    for (std::size_t i = 0; i < embedded.size(); ++i) {
      require(godwit::fuzz::is_part_of(embedded.text(i), set.bytes));
      require(godwit::fuzz::is_part_of(embedded.file_name(i), set.bytes));
    }
    require(check_contents(embedded).ok());
  }
  for (const godwit::Error& problem : found.problems) {
    require(!problem.message.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes = godwit::fuzz::text_of(data, size);
  search(bytes);
  // Into the middle of a set at once, where random bytes seldom get.
  search("Godwit migration set 1\n" + std::string(bytes));
  return 0;
}
