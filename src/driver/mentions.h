// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace godwit::driver {

/// A word to look for, in small letters.
class Word {
 public:
  consteval Word(const char* text)
      : text_(text), rarest_(place_of_rarest(text_)) {}

  constexpr std::string_view text() const { return text_; }
  /// The place of its rarest letter: by that it is found at the speed of
  /// memory, and by its first one not. The order is that of English.
  constexpr std::size_t rarest() const { return rarest_; }

 private:
  static consteval std::size_t place_of_rarest(std::string_view word) {
    constexpr std::string_view rarest_first = "zqjxkvbpygfwmucldrhsnioate";
    return word.find(rarest_first[rarest_first.find_first_of(word)]);
  }

  std::string_view text_;
  std::size_t rarest_;
};

/// Whether a script has a word in it: also in quotes, in comments, and as a
/// part of another.
bool mentions(std::string_view script, const Word& word);

}  // namespace godwit::driver
