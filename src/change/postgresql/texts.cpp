// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/texts.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <vector>

#include "change/postgresql/steps.h"

namespace godwit::change::postgresql {
namespace {

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_word_character(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < text.size() && is_word_character(text[end])) ++end;
    words.emplace(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

bool can_be_named(Kind kind) {
  switch (kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::sequence:
    case Kind::enum_type:
    case Kind::composite_type:
    case Kind::range_type:
    case Kind::domain:
    case Kind::function:
    case Kind::aggregate:
    case Kind::column:
      return true;
    default:
      return false;
  }
}

std::string bare_name(const Identity& id) {
  return id.name.substr(0, id.name.find('('));
}

bool reaches(const Steps& steps, std::size_t from, std::size_t to) {
  std::vector<std::size_t> open{from};
  std::set<std::size_t> seen;
  while (!open.empty()) {
    const std::size_t step = open.back();
    open.pop_back();
    if (step == to) return true;
    if (!seen.insert(step).second) continue;
    for (auto edge = steps.order.lower_bound({step, 0});
         edge != steps.order.end() && edge->first == step; ++edge) {
      open.push_back(edge->second);
    }
  }
  return false;
}

std::multimap<std::string, std::size_t> named_steps(const Steps& steps) {
  std::multimap<std::string, std::size_t> named;
  for (const auto& [id, place] : steps.builds) {
    if (can_be_named(id.kind)) named.emplace(bare_name(id), place);
  }
  return named;
}

}  // namespace

bool is_read_late(const Fact& function) {
  const std::string_view language = function.aspect("language");
  return function.id.kind == Kind::function &&
         function.aspect("parsed").empty() &&
         (language == "sql" || language == "plpgsql");
}

std::set<std::size_t> steps_named_by(const Steps& steps, const Fact& function) {
  const auto named = named_steps(steps);
  std::set<std::size_t> found;
  for (const std::string& word : words_of(function.text)) {
    const auto [begin, end] = named.equal_range(word);
    for (auto one = begin; one != end; ++one) found.insert(one->second);
  }
  return found;
}

void follow_texts(const Sides& sides, Steps& steps) {
  for (std::size_t i = 0; i < steps.all.size(); ++i) {
    const Step& step = steps.all[i];
    const Fact* fact = sides.to.find(step.id);
    if (step.verb == Step::Verb::drop || fact == nullptr ||
        !is_read_late(*fact)) {
      continue;
    }
    for (const std::size_t named : steps_named_by(steps, *fact)) {
      if (named != i && !reaches(steps, i, named)) {
        steps.order.emplace(named, i);
      }
    }
  }
}

}  // namespace godwit::change::postgresql
