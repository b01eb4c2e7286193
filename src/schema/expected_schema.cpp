// SPDX-License-Identifier: BSL-1.0
#include "schema/expected_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/number.h"

namespace godwit::schema {
namespace {

constexpr std::string_view first_line = "Godwit schema 1";

// Of the enumerators, in their order: to_string has one word for several.
constexpr std::array<std::string_view, 32> kind_names{
    "schema",
    "extension",
    "collation",
    "enum_type",
    "composite_type",
    "range_type",
    "domain",
    "function",
    "aggregate",
    "sequence",
    "table",
    "virtual_table",
    "foreign_table",
    "column",
    "constraint",
    "index",
    "view",
    "materialized_view",
    "rule",
    "trigger",
    "policy",
    "statistics",
    "event_trigger",
    "publication",
    "comment",
    "privilege",
    "default_privilege",
    "unmodelled",
    "column_default",
    "sequence_owner",
    "partition",
    "replica_identity",
};
static_assert(static_cast<std::size_t>(Kind::replica_identity) + 1 ==
              kind_names.size());

// What separates lines and fields does not stand in one.
void append_escaped(std::string_view field, std::string& line) {
  constexpr std::string_view special("\\\n\t\r\0", 5);
  constexpr std::string_view letters = "\\ntr0";
  for (const char c : field) {
    const std::size_t place = special.find(c);
    if (place != std::string_view::npos) line += '\\';
    line += place != std::string_view::npos ? letters[place] : c;
  }
}

std::optional<std::string> unescaped(std::string_view field) {
  constexpr std::string_view special("\\\n\t\r\0", 5);
  constexpr std::string_view letters = "\\ntr0";
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\') {
      text += field[i];
      continue;
    }
    const std::size_t letter =
        ++i < field.size() ? letters.find(field[i]) : std::string_view::npos;
    if (letter == std::string_view::npos) return std::nullopt;
    text += special[letter];
  }
  return text;
}

using Fields = std::vector<std::string>;

void append_line(const Fields& fields, std::string& text) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += '\t';
    append_escaped(fields[i], text);
  }
  text += '\n';
}

std::optional<Fields> fields_of(std::string_view line) {
  Fields fields;
  while (true) {
    const std::size_t end = line.find('\t');
    auto field = unescaped(line.substr(0, end));
    if (!field) return std::nullopt;
    fields.push_back(*std::move(field));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

Fields identity_fields(std::string_view what, const Identity& id) {
  return {std::string(what),
          std::string(kind_names[static_cast<std::size_t>(id.kind)]), id.schema,
          id.table, id.name};
}

std::optional<Identity> identity_of(const Fields& fields) {
  if (fields.size() != 5) return std::nullopt;
  const auto kind = std::find(kind_names.begin(), kind_names.end(), fields[1]);
  if (kind == kind_names.end()) return std::nullopt;
  return Identity{static_cast<Kind>(std::distance(kind_names.begin(), kind)),
                  fields[2], fields[3], fields[4]};
}

// How SQL refers to most: by what they are called, on PostgreSQL.
std::string usual_reference(const Fact& fact, Dialect dialect) {
  return dialect == Dialect::postgresql ? fact.name : "";
}

void append_fact(const Fact& fact, Dialect dialect, std::string& text) {
  append_line(identity_fields("object", fact.id), text);
  append_line({"name", fact.name}, text);
  if (fact.reference != usual_reference(fact, dialect)) {
    append_line({"sql", fact.reference}, text);
  }
  if (fact.position > 0) {
    append_line({"position", std::to_string(fact.position)}, text);
  }
  for (const auto& [name, value] : fact.aspects) {
    append_line({"is", name, value}, text);
  }
  if (!fact.text.empty()) append_line({"made by", fact.text}, text);
  if (!fact.broken.empty()) append_line({"broken", fact.broken}, text);
}

class SchemaTextReader {
 public:
  Result<ExpectedSchema> read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      ++line_;
      if (!take(text.substr(0, end))) return not_understood();
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (line_ == 0) return not_understood();
    return std::move(read_);
  }

 private:
  bool take(std::string_view line) {
    if (line_ == 1) return line == first_line;
    const auto fields = fields_of(line);
    if (!fields) return false;
    const std::string& what = fields->front();
    if (what == "object") return take_object(*fields);
    if (what == "needs") return take_need(*fields);
    if (what == "is") return take_aspect(*fields);
    return fields->size() == 2 && take_value(what, (*fields)[1]);
  }

  bool take_object(const Fields& fields) {
    const auto id = identity_of(fields);
    if (!id) return false;
    fact_ = &read_.model.facts[*id];
    fact_->id = *id;
    return true;
  }

  // Of the object that stands above it.
  bool take_need(const Fields& fields) {
    const auto id = identity_of(fields);
    if (!id || fact_ == nullptr) return false;
    read_.model.needs.emplace(fact_->id, *id);
    return true;
  }

  bool take_aspect(const Fields& fields) {
    if (fields.size() != 3 || fact_ == nullptr) return false;
    fact_->aspects[fields[1]] = fields[2];
    return true;
  }

  bool take_value(std::string_view what, const std::string& value) {
    if (fact_ == nullptr) return take_head(what, value);
    if (what == "position") {
      const auto position = parse_number<std::size_t>(value);
      fact_->position = position.value_or(0);
      return position.has_value();
    }
    std::string* text = what == "name"      ? &fact_->name
                        : what == "sql"     ? &fact_->reference
                        : what == "made by" ? &fact_->text
                        : what == "broken"  ? &fact_->broken
                                            : nullptr;
    if (text == nullptr) return false;
    *text = value;
    if (what == "name") {
      fact_->reference = usual_reference(*fact_, read_.model.dialect);
    }
    return true;
  }

  bool take_head(std::string_view what, const std::string& value) {
    if (what == "dialect") {
      read_.model.dialect =
          value == "sqlite" ? Dialect::sqlite : Dialect::postgresql;
      return value == to_string(read_.model.dialect);
    }
    std::string* text = what == "server"   ? &read_.server_version
                        : what == "set"    ? &read_.digest
                        : what == "digest" ? &read_.live_digest
                                           : nullptr;
    if (text != nullptr) *text = value;
    return text != nullptr;
  }

  Error not_understood() const {
    return make_error(
        ErrorCode::invalid_argument,
        fmt::format("line {} of the expected schema is not understood", line_),
        "write it anew: another Godwit has written it, or somebody has edited "
        "it");
  }

  ExpectedSchema read_;
  Fact* fact_ = nullptr;
  std::size_t line_ = 0;
};

}  // namespace

std::string to_text(const ExpectedSchema& expected) {
  const Model& model = expected.model;
  std::string text = std::string(first_line) + '\n';
  append_line({"dialect", std::string(to_string(model.dialect))}, text);
  append_line({"server", expected.server_version}, text);
  if (!expected.digest.empty()) append_line({"set", expected.digest}, text);
  if (!expected.live_digest.empty()) {
    append_line({"digest", expected.live_digest}, text);
  }
  auto need = model.needs.begin();
  for (const auto& [id, fact] : model.facts) {
    append_fact(fact, model.dialect, text);
    while (need != model.needs.end() && need->first < id) ++need;
    for (; need != model.needs.end() && need->first == id; ++need) {
      append_line(identity_fields("needs", need->second), text);
    }
  }
  return text;
}

std::string_view live_digest_in(std::string_view text) {
  constexpr std::string_view line = "\ndigest\t";
  const std::string_view head = text.substr(0, text.find("\nobject\t"));
  const std::size_t begin = head.find(line);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = head.substr(begin + line.size());
  return rest.substr(0, rest.find('\n'));
}

Result<ExpectedSchema> read_expected_schema(std::string_view text) {
  return SchemaTextReader().read(text);
}

}  // namespace godwit::schema
