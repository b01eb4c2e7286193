// SPDX-License-Identifier: BSL-1.0
#include "check/required_server.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace godwit::check {
namespace {

int major_of(const Version& version) {
  const std::string& text = version.text();
  int major = 0;
  std::from_chars(text.data(), text.data() + text.size(), major);
  return major;
}

}  // namespace

int required_server(const Script& script) {
  int version = 0;
  for (const Requirement& requirement : script.requirements) {
    if (requirement.dialect != Dialect::postgresql) continue;
    version = std::max(version, major_of(requirement.at_least));
  }
  return version;
}

}  // namespace godwit::check
