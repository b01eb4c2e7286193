// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "schema/catalog.h"

namespace godwit::schema {
namespace {

using Lines = std::vector<std::string>;

// lengths[i][j]: how many lines the rests from i and from j have in common.
std::vector<std::vector<std::size_t>> common_lengths(const Lines& before,
                                                     const Lines& after) {
  std::vector<std::vector<std::size_t>> lengths(
      before.size() + 1, std::vector<std::size_t>(after.size() + 1));
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = after.size(); j-- > 0;) {
      lengths[i][j] = before[i] == after[j]
                          ? lengths[i + 1][j + 1] + 1
                          : std::max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

struct MarkedLine {
  char mark = ' ';
  std::string text = {};
};

std::vector<MarkedLine> compare(const Lines& before, const Lines& after) {
  const auto lengths = common_lengths(before, after);
  std::vector<MarkedLine> lines;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() || j < after.size()) {
    const bool both = i < before.size() && j < after.size();
    if (both && before[i] == after[j]) {
      lines.push_back({' ', before[i++]});
      ++j;
    } else if (j == after.size() ||
               (i < before.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
      lines.push_back({'-', before[i++]});
    } else {
      lines.push_back({'+', after[j++]});
    }
  }
  return lines;
}

// Whether a change is so near that the line helps to find its place.
bool is_near_a_change(const std::vector<MarkedLine>& lines, std::size_t index) {
  constexpr std::size_t context = 2;
  const std::size_t begin = index - std::min(index, context);
  const std::size_t end = std::min(index + context + 1, lines.size());
  for (std::size_t i = begin; i < end; ++i) {
    if (lines[i].mark != ' ') return true;
  }
  return false;
}

std::string difference_of_lines(const Lines& before, const Lines& after) {
  const std::vector<MarkedLine> lines = compare(before, after);
  std::string text;
  bool leaves_out = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool is_shown = is_near_a_change(lines, i);
    if (is_shown) {
      text += fmt::format("{}  {}\n", lines[i].mark, lines[i].text);
    } else if (!leaves_out) {
      text += "   ...\n";
    }
    leaves_out = !is_shown;
  }
  return text;
}

char mark_of(bool was_there, bool is_there) {
  if (was_there && is_there) return ' ';
  return was_there ? '-' : '+';
}

std::set<std::string> names(const Catalog& before, const Catalog& after) {
  std::set<std::string> names;
  for (const auto& [name, lines] : before) names.insert(name);
  for (const auto& [name, lines] : after) names.insert(name);
  return names;
}

}  // namespace

std::vector<ObjectDifference> differences(const Catalog& before,
                                          const Catalog& after) {
  std::vector<ObjectDifference> found;
  for (const std::string& name : names(before, after)) {
    const auto was = before.find(name);
    const auto is = after.find(name);
    const bool was_there = was != before.end();
    const bool is_there = is != after.end();
    if (was_there && is_there && was->second == is->second) continue;
    found.push_back(
        {.object = name,
         .was_there = was_there,
         .is_there = is_there,
         .lines = difference_of_lines(was_there ? was->second : Lines(),
                                      is_there ? is->second : Lines())});
  }
  return found;
}

std::string text_of(const std::vector<ObjectDifference>& differences) {
  std::string text;
  for (const ObjectDifference& one : differences) {
    text += fmt::format("{}{}\n{}", mark_of(one.was_there, one.is_there),
                        one.object, one.lines);
  }
  return text;
}

std::string difference(const Catalog& before, const Catalog& after) {
  return text_of(differences(before, after));
}

}  // namespace godwit::schema
