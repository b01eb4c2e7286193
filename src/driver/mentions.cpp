// SPDX-License-Identifier: BSL-1.0
#include "driver/mentions.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"

namespace godwit::driver {
namespace {

// Compilers make a few instructions of a loop of this many steps.
constexpr std::size_t block = 32;

constexpr char small_letter(char c) { return static_cast<char>(c | 0x20); }

// Whether one of the places has the first letter of the word and, where it
// ends, its last one. Without a branch, so that a script is looked through at
// nearly the speed of memory whatever it says: a search for one letter is not
// where a literal of 50 MB has nothing else.
bool may_begin(const char* places, std::size_t count, std::string_view word) {
  const char first = word.front();
  const char last = word.back();
  const char* const ends = places + word.size() - 1;
  unsigned char found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    found |= static_cast<unsigned char>((small_letter(places[i]) == first) &
                                        (small_letter(ends[i]) == last));
  }
  return found != 0;
}

bool begins(std::string_view places, std::size_t count, std::string_view word) {
  for (std::size_t i = 0; i < count; ++i) {
    if (equal_but_for_case(places.substr(i, word.size()), word)) return true;
  }
  return false;
}

}  // namespace

bool mentions(std::string_view script, std::string_view word) {
  for (; script.size() >= word.size() + block; script.remove_prefix(block)) {
    if (may_begin(script.data(), block, word) && begins(script, block, word)) {
      return true;
    }
  }
  if (script.size() < word.size()) return false;
  const std::size_t rest = script.size() - word.size() + 1;
  return may_begin(script.data(), rest, word) && begins(script, rest, word);
}

}  // namespace godwit::driver
