// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/type_cast.h"

#include <fmt/format.h>

#include <cstdint>

#include "schema/column_type.h"

namespace godwit::change::postgresql {
namespace {

using schema::ColumnType;
using schema::read_column_type;

enum class Family : std::uint8_t { other, text, number, time, json };

Family family_of(const std::string& base) {
  struct Member {
    std::string_view base;
    Family family;
  };
  constexpr Member members[] = {
      {"text", Family::text},
      {"character varying", Family::text},
      {"character", Family::text},
      {"name", Family::text},
      {"public.citext", Family::text},
      {"smallint", Family::number},
      {"integer", Family::number},
      {"bigint", Family::number},
      {"numeric", Family::number},
      {"real", Family::number},
      {"double precision", Family::number},
      {"date", Family::time},
      {"timestamp without time zone", Family::time},
      {"timestamp with time zone", Family::time},
      {"json", Family::json},
      {"jsonb", Family::json},
  };
  for (const Member& member : members) {
    if (member.base == base) return member.family;
  }
  return Family::other;
}

bool is_array(std::string_view type) { return type.ends_with("[]"); }

// The further to the right, the more values there are. Zero: not on the scale.
int breadth(const std::string& base) {
  constexpr std::string_view scale[] = {"",
                                        "smallint",
                                        "integer",
                                        "bigint",
                                        "real",
                                        "double precision",
                                        "numeric",
                                        "date",
                                        "timestamp without time zone",
                                        "timestamp with time zone"};
  for (int i = 1; i < static_cast<int>(std::size(scale)); ++i) {
    if (scale[i] == base) return i;
  }
  return 0;
}

// Nothing is the widest limit.
bool has_room(const ColumnType& before, const ColumnType& after) {
  if (after.limits.empty()) return true;
  if (before.limits.size() != after.limits.size()) return false;
  if (after.limits.size() == 2) {
    return after.limits[1] >= before.limits[1] &&
           after.limits[0] - after.limits[1] >=
               before.limits[0] - before.limits[1];
  }
  return after.limits[0] >= before.limits[0];
}

}  // namespace

std::string cast_text(std::string_view column, std::string_view before,
                      std::string_view after) {
  if (is_array(after) && !is_array(before)) {
    return fmt::format("ARRAY[{}]::{}", column, after);
  }
  const Family from = family_of(read_column_type(before).base);
  const Family to = family_of(read_column_type(after).base);
  if (to == Family::text || (from == to && from != Family::other)) return "";
  if (read_column_type(before).base == read_column_type(after).base) return "";
  if (from == Family::text) return fmt::format("{}::{}", column, after);
  return fmt::format("{}::text::{}", column, after);
}

bool narrows(std::string_view before, std::string_view after) {
  const ColumnType old = read_column_type(before);
  const ColumnType now = read_column_type(after);
  if (now.base == "text") return false;
  if (old.base == now.base) return !has_room(old, now);
  if (now.base == "character varying" && now.limits.empty()) return false;
  if (old.base == "json" && now.base == "jsonb") return false;
  const int from = breadth(old.base);
  const int to = breadth(now.base);
  if (from == 0 || to == 0 || family_of(old.base) != family_of(now.base)) {
    return true;
  }
  return to < from || !now.limits.empty();
}

}  // namespace godwit::change::postgresql
