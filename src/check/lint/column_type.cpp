// SPDX-License-Identifier: BSL-1.0
#include "check/lint/column_type.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace godwit::check {
namespace {

constexpr std::pair<std::string_view, std::string_view> other_names[] = {
    {"character varying", "varchar"},
    {"character", "char"},
    {"bpchar", "char"},
    {"decimal", "numeric"},
    {"int", "integer"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"int2", "smallint"},
    {"timestamp without time zone", "timestamp"},
    {"timestamp with time zone", "timestamptz"},
    {"time without time zone", "time"},
    {"time with time zone", "timetz"},
    {"bit varying", "varbit"},
};

// What stands in the parentheses.
std::vector<int> limits_of(std::string_view type) {
  std::vector<int> limits;
  const std::size_t open = std::min(type.find('('), type.size());
  const char* at = type.data() + open;
  const char* const end = type.data() + type.size();
  while (at != end && *at != ')') {
    int limit = 0;
    const auto [next, error] = std::from_chars(++at, end, limit);
    if (error != std::errc()) break;
    limits.push_back(limit);
    at = next;
  }
  return limits;
}

// No limit is the widest, and only a precision has a scale.
bool wider(const std::vector<int>& from, const std::vector<int>& to) {
  if (to.empty()) return true;
  if (from.empty() || to.front() < from.front()) return false;
  const auto scale = [](const std::vector<int>& limits) {
    return limits.size() > 1 ? limits[1] : 0;
  };
  return scale(from) == scale(to);
}

bool has_limit_to_widen(std::string_view base) {
  constexpr std::string_view bases[] = {"varchar",   "varbit",     "numeric",
                                        "time",      "timetz",     "interval",
                                        "timestamp", "timestamptz"};
  return std::find(std::begin(bases), std::end(bases), base) != std::end(bases);
}

}  // namespace

std::string base_type(std::string_view type) {
  std::string base(type);
  const std::size_t open = base.find('(');
  if (open != base.npos) {
    const std::size_t close = std::min(base.find(')', open), base.size() - 1);
    base.erase(open, close - open + 1);
  }
  for (const auto& [other, name] : other_names) {
    if (base == other) return std::string(name);
  }
  return base;
}

bool is_serial(std::string_view type) {
  constexpr std::string_view types[] = {"serial",      "bigserial", "serial8",
                                        "smallserial", "serial2",   "serial4"};
  return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

bool widens(std::string_view from, std::string_view to) {
  const std::string old_base = base_type(from);
  const std::string new_base = base_type(to);
  const std::vector<int> old_limits = limits_of(from);
  const std::vector<int> new_limits = limits_of(to);
  if (old_base == new_base) {
    return old_limits == new_limits ||
           (has_limit_to_widen(old_base) && wider(old_limits, new_limits));
  }
  if (old_base == "varchar") return new_base == "text";
  if (old_base == "text") return new_base == "varchar" && new_limits.empty();
  return old_base == "cidr" && new_base == "inet";
}

}  // namespace godwit::check
