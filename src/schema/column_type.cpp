// SPDX-License-Identifier: BSL-1.0
#include "schema/column_type.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/number.h"

namespace godwit::schema {
namespace {

constexpr auto written_types =
    std::to_array<std::pair<std::string_view, std::string_view>>({
        {"bool", "boolean"},
        {"bpchar", "character"},
        {"char", "character"},
        {"decimal", "numeric"},
        {"float4", "real"},
        {"float8", "double precision"},
        {"int", "integer"},
        {"int2", "smallint"},
        {"int4", "integer"},
        {"int8", "bigint"},
        {"time", "time without time zone"},
        {"timestamp", "timestamp without time zone"},
        {"timestamptz", "timestamp with time zone"},
        {"timetz", "time with time zone"},
        {"varbit", "bit varying"},
        {"varchar", "character varying"},
    });

std::vector<int> limits_in(std::string_view list) {
  std::vector<int> limits;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    limits.push_back(parse_number<int>(list.substr(0, end)).value_or(0));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return limits;
}

}  // namespace

std::string printed_type(std::string_view type) {
  for (const auto& [written, printed] : written_types) {
    if (type == written) return std::string(printed);
  }
  return std::string(type);
}

ColumnType read_column_type(std::string_view type) {
  const std::size_t open = type.find('(');
  const std::size_t close = type.find(')');
  if (open == type.npos || close == type.npos) return {printed_type(type)};
  return {printed_type(
              std::string(type.substr(0, open)).append(type.substr(close + 1))),
          limits_in(type.substr(open + 1, close - open - 1))};
}

}  // namespace godwit::schema
