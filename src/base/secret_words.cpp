// SPDX-License-Identifier: BSL-1.0
#include "base/secret_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/secret_names.h"

namespace godwit {
namespace {

// IDENTIFIED BY, ENCRYPTED PASSWORD.
constexpr std::array<std::string_view, 2> keywords = {"identified", "encrypt"};

// `tokenize = 'porter'` is about search.
std::size_t find_word(std::string_view text, std::string_view word) {
  std::size_t at = text.find(word);
  while (at != text.npos && text.substr(at).starts_with("tokeniz")) {
    at = text.find(word, at + 1);
  }
  return at;
}

}  // namespace

std::size_t end_of_secret_word(std::string_view text) {
  const std::string small = lower(text);
  std::size_t first = small.npos;
  const auto look_for = [&](std::string_view word) {
    const std::size_t at = find_word(small, word);
    if (at != small.npos) first = std::min(first, at + word.size());
  };
  std::for_each(secret_names.begin(), secret_names.end(), look_for);
  std::for_each(keywords.begin(), keywords.end(), look_for);
  return first;
}

bool has_secret_word(std::string_view text) {
  return end_of_secret_word(text) != text.npos;
}

}  // namespace godwit
