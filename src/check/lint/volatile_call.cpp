// SPDX-License-Identifier: BSL-1.0
#include "check/lint/volatile_call.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace godwit::check {
namespace {

// Functions of PostgreSQL's catalog that are immutable or stable and that
// people use in defaults, and words that look like calls.
constexpr std::string_view steady[] = {
    "abs",
    "any",
    "array_append",
    "array_fill",
    "array_to_string",
    "cast",
    "ceil",
    "chr",
    "coalesce",
    "concat",
    "concat_ws",
    "convert_to",
    "current_date",
    "current_schema",
    "current_setting",
    "current_time",
    "current_timestamp",
    "current_user",
    "date",
    "date_bin",
    "date_part",
    "date_trunc",
    "decode",
    "encode",
    "extract",
    "floor",
    "format",
    "greatest",
    "hashtext",
    "in",
    "inet_client_addr",
    "int4range",
    "int8range",
    "interval",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "least",
    "left",
    "length",
    "localtime",
    "localtimestamp",
    "lower",
    "lpad",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "now",
    "nullif",
    "numrange",
    "overlay",
    "position",
    "power",
    "regexp_replace",
    "replace",
    "reverse",
    "right",
    "round",
    "row",
    "rpad",
    "statement_timestamp",
    "string_to_array",
    "substr",
    "substring",
    "timezone",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "to_tsvector",
    "transaction_timestamp",
    "trim",
    "trunc",
    "tsrange",
    "tstzrange",
    "txid_current",
    "upper",
    "uuid_nil",
    "uuid_ns_dns",
};

static_assert(std::is_sorted(std::begin(steady), std::end(steady)));

}  // namespace

std::string volatile_call(const Expression& expression,
                          const KnownSchema& schema) {
  for (const std::string& call : expression.calls) {
    if (std::binary_search(std::begin(steady), std::end(steady), call)) {
      continue;
    }
    if (!schema.steady_function(call)) return call;
  }
  return {};
}

}  // namespace godwit::check
