// SPDX-License-Identifier: BSL-1.0
#include "driver/mentions.h"

#include "base/ascii.h"

namespace godwit::driver {

bool mentions(std::string_view script, const Word& word) {
  const std::size_t rare = word.rarest();
  const char small = word.text()[rare];
  for (const char c : {small, static_cast<char>(small - 'a' + 'A')}) {
    for (std::size_t at = script.find(c, rare); at != script.npos;
         at = script.find(c, at + 1)) {
      if (equal_but_for_case(script.substr(at - rare, word.text().size()),
                             word.text())) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace godwit::driver
