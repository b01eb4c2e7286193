// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/number.h"
#include "change/postgresql/facets.h"
#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {
namespace {

struct Bounds {
  std::string minimum = "1";
  std::string maximum;
};

// What the database chooses where nothing is said.
Bounds default_bounds(const Fact& sequence) {
  const std::string_view type = sequence.aspect("type");
  const bool falling = sequence.aspect("increment").starts_with('-');
  const std::string_view most = type == "smallint"  ? "32767"
                                : type == "integer" ? "2147483647"
                                                    : "9223372036854775807";
  const std::string_view least = type == "smallint"  ? "-32768"
                                 : type == "integer" ? "-2147483648"
                                                     : "-9223372036854775808";
  if (falling) return {std::string(least), "-1"};
  return {"1", std::string(most)};
}

std::string start_of(const Fact& sequence) {
  return std::string(sequence.aspect("increment").starts_with('-')
                         ? sequence.aspect("maximum")
                         : sequence.aspect("minimum"));
}

Operations create_sequence(const Sides& /*sides*/, const Fact& fact) {
  std::string text = "CREATE ";
  if (!fact.aspect("persistence").empty()) text += "UNLOGGED ";
  text += "SEQUENCE " + fact.reference;
  if (fact.aspect("type") != "bigint") {
    text += fmt::format(" AS {}", fact.aspect("type"));
  }
  return one(text + sequence_options(fact), "create", fact);
}

Operations drop_sequence(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP SEQUENCE " + fact.reference, "drop", fact);
}

std::string changed_options(const Fact& before, const Fact& after) {
  std::string text;
  const auto say = [&](std::string_view aspect, std::string_view words) {
    if (differs(before, after, aspect)) {
      text += fmt::format(" {} {}", words, after.aspect(aspect));
    }
  };
  say("type", "AS");
  say("increment", "INCREMENT BY");
  say("minimum", "MINVALUE");
  say("maximum", "MAXVALUE");
  say("start", "START WITH");
  say("cache", "CACHE");
  if (differs(before, after, "cycle")) {
    text += after.aspect("cycle").empty() ? " NO CYCLE" : " CYCLE";
  }
  return text;
}

struct Range {
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
};

Range range_of(const Fact& sequence) {
  return {parse_number<std::int64_t>(sequence.aspect("minimum")).value_or(0),
          parse_number<std::int64_t>(sequence.aspect("maximum")).value_or(0)};
}

Operations move(const Fact& sequence, std::string_view function,
                std::string_view sign, std::int64_t bound) {
  return {{.statement = fmt::format("SELECT setval({}, {}(last_value, {}), "
                                    "is_called AND last_value {} {}) FROM {}",
                                    quoted_text(sequence.reference), function,
                                    bound, sign, bound, sequence.reference)}};
}

// Where it stands has to be within the new bounds, and before that within the
// old ones.
Operations move_within(const Fact& before, const Fact& after) {
  const Range was = range_of(before);
  const Range is = range_of(after);
  Operations operations;
  if (is.minimum > was.maximum || is.maximum < was.minimum) {
    operations.push_back(
        {.statement =
             fmt::format("ALTER SEQUENCE {} MINVALUE {} MAXVALUE {}",
                         after.reference, std::min(was.minimum, is.minimum),
                         std::max(was.maximum, is.maximum))});
  }
  if (is.minimum > was.minimum) {
    append(operations, move(after, "greatest", ">=", is.minimum));
  }
  if (is.maximum < was.maximum) {
    append(operations, move(after, "least", "<=", is.maximum));
  }
  return operations;
}

std::optional<Operations> alter_sequence(const Sides& /*sides*/,
                                         const Fact& before,
                                         const Fact& after) {
  if (differs(before, after, "identity")) return {};
  Operations operations = move_within(before, after);
  if (const std::string text = changed_options(before, after); !text.empty()) {
    append(operations,
           one("ALTER SEQUENCE " + after.reference + text, "change", after));
  }
  if (differs(before, after, "persistence")) {
    append(operations,
           one(fmt::format("ALTER SEQUENCE {} SET {}LOGGED", after.reference,
                           after.aspect("persistence").empty() ? "" : "UN"),
               "change", after));
  }
  return operations;
}

// Absent: the column is as new as the sequence.
const Fact* numbered_column(const Sides& sides, const Fact& owner) {
  const auto columns = needed(sides.to, owner.id, Kind::column);
  return columns.empty() ? nullptr : sides.from.find(columns.front());
}

// A sequence that takes the place of another goes on behind the rows.
Operations follow_rows_of(const Sides& sides, const Fact& owner) {
  const Fact* column = numbered_column(sides, owner);
  const Fact* old = sides.from.find(with_kind(owner.id, Kind::sequence));
  if (column == nullptr || column->aspect("identity").empty()) return {};
  if (old == nullptr || old->aspect("identity").empty()) return {};
  return {{.statement = fmt::format(
               "SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}",
               quoted_text(owner.reference), column->reference,
               owner_name(sides.to, column->id))}};
}

Operations own_sequence(const Sides& sides, const Fact& fact) {
  Operations operations{
      {.statement = fmt::format("ALTER SEQUENCE {} OWNED BY {}", fact.reference,
                                fact.aspect("owned by"))}};
  append(operations, follow_rows_of(sides, fact));
  return operations;
}

Operations disown_sequence(const Sides& /*sides*/, const Fact& fact) {
  return {{.statement =
               fmt::format("ALTER SEQUENCE {} OWNED BY NONE", fact.reference)}};
}

std::optional<Operations> pass_sequence(const Sides& sides,
                                        const Fact& /*before*/,
                                        const Fact& after) {
  return own_sequence(sides, after);
}

constexpr Rule of_sequence{create_sequence, drop_sequence, alter_sequence};
constexpr Rule of_owner{own_sequence, disown_sequence, pass_sequence};

}  // namespace

std::string sequence_options(const Fact& sequence) {
  std::string text;
  const Bounds usual = default_bounds(sequence);
  const auto say = [&](std::string_view aspect, std::string_view words,
                       std::string_view expected) {
    const std::string_view value = sequence.aspect(aspect);
    if (value != expected) text += fmt::format(" {} {}", words, value);
  };
  say("start", "START WITH", start_of(sequence));
  say("increment", "INCREMENT BY",
      sequence.aspect("increment").starts_with('-') ? "" : "1");
  say("minimum", "MINVALUE", usual.minimum);
  say("maximum", "MAXVALUE", usual.maximum);
  say("cache", "CACHE", "1");
  if (!sequence.aspect("cycle").empty()) text += " CYCLE";
  return text;
}

const Fact* identity_sequence(const Model& model, const Fact& column) {
  if (column.aspect("identity").empty()) return nullptr;
  const std::string name = full_name(model, column);
  for (const auto& [id, fact] : model.facts) {
    if (id.kind == Kind::sequence && fact.aspect("identity") == name) {
      return &fact;
    }
  }
  return nullptr;
}

const Rule* sequence_rule(Kind kind) {
  switch (kind) {
    case Kind::sequence:
      return &of_sequence;
    case Kind::sequence_owner:
      return &of_owner;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
