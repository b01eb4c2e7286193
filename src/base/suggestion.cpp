// SPDX-License-Identifier: BSL-1.0
#include "base/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace godwit {
namespace {

// Optimal string alignment: how many characters to insert, delete, change or
// swap with the next.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t change = from[i - 1] == to[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] &&
                           from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[to.size()];
}

// An abbreviation is as near as a typing error.
std::size_t effort(std::string_view word, std::string_view candidate) {
  const bool abbreviated = word.size() >= 2 && candidate.starts_with(word);
  return abbreviated ? 1 : distance(word, candidate);
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> words) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : words) {
    const std::size_t needed = effort(word, candidate);
    if (needed >= least) continue;
    least = needed;
    best = candidate;
  }
  return best;
}

std::string suggestion(std::string_view word,
                       std::span<const std::string> words) {
  const std::string best = nearest(word, words);
  return best.empty() ? "" : fmt::format("did you mean '{}'?", best);
}

}  // namespace godwit
