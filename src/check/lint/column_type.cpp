// SPDX-License-Identifier: BSL-1.0
#include "check/lint/column_type.h"

#include <algorithm>
#include <vector>

#include "schema/column_type.h"

namespace godwit::check {
namespace {

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
  constexpr std::string_view bases[] = {"character varying",
                                        "bit varying",
                                        "numeric",
                                        "interval",
                                        "time without time zone",
                                        "timestamp without time zone",
                                        "time with time zone",
                                        "timestamp with time zone"};
  return std::find(std::begin(bases), std::end(bases), base) != std::end(bases);
}

}  // namespace

bool is_serial(std::string_view type) {
  constexpr std::string_view types[] = {"serial",      "bigserial", "serial8",
                                        "smallserial", "serial2",   "serial4"};
  return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

bool widens(std::string_view from, std::string_view to) {
  const schema::ColumnType old = schema::read_column_type(from);
  const schema::ColumnType now = schema::read_column_type(to);
  if (old.base == now.base) {
    return old.limits == now.limits ||
           (has_limit_to_widen(old.base) && wider(old.limits, now.limits));
  }
  if (old.base == "character varying") return now.base == "text";
  if (old.base == "text") {
    return now.base == "character varying" && now.limits.empty();
  }
  return old.base == "cidr" && now.base == "inet";
}

}  // namespace godwit::check
