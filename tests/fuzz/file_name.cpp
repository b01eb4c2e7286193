// SPDX-License-Identifier: BSL-1.0
//
// libFuzzer on names of files: what is read out of one lies in it, and versions
// have one order.
#include "migration/file_name.h"

#include <string>

#include "fuzz.h"

namespace {

using godwit::fuzz::require;

void check(std::string_view name) {
  const auto read = godwit::parse_file_name(name, name);
  if (!read) {
    require(read.error().location.file == name);
    return;
  }
  require(godwit::fuzz::is_part_of(read->name, name));
  require(name.starts_with(read->version.text()));
  require(godwit::Version::parse(read->version.text()).ok());
}

void compare(std::string_view one, std::string_view other) {
  const auto left = godwit::Version::parse(one);
  const auto right = godwit::Version::parse(other);
  if (!left || !right) return;
  require((*left < *right) + (*right < *left) + (*left == *right) == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view name = godwit::fuzz::text_of(data, size);
  check(name);
  check(std::string(name) + ".up.sql");
  compare(name.substr(0, size / 2), name.substr(size / 2));
  return 0;
}
