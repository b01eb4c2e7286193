// SPDX-License-Identifier: BSL-1.0
#include "base/comma_separated.h"

namespace godwit {

std::string comma_separated(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

}  // namespace godwit
