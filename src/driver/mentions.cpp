// SPDX-License-Identifier: BSL-1.0
#include "driver/mentions.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"

namespace godwit::driver {
namespace {

// By its rarest letter a word is found at the speed of memory, and by its first
// one not. The order is that of English.
std::size_t place_of_rarest(std::string_view word) {
  constexpr std::string_view rarest_first = "zqjxkvbpygfwmucldrhsnioate";
  const auto found = std::find_first_of(
      rarest_first.begin(), rarest_first.end(), word.begin(), word.end());
  return word.find(*found);
}

}  // namespace

bool mentions(std::string_view script, std::string_view word) {
  const std::size_t rare = place_of_rarest(word);
  const char small = word[rare];
  for (const char c : {small, static_cast<char>(small - 'a' + 'A')}) {
    for (std::size_t at = script.find(c, rare); at != script.npos;
         at = script.find(c, at + 1)) {
      if (equal_but_for_case(script.substr(at - rare, word.size()), word)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace godwit::driver
