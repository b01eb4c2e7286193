// SPDX-License-Identifier: BSL-1.0
#include "schema/fingerprint.h"

#include <string_view>

#include "base/sha256.h"

namespace godwit::schema {
namespace {

// With its size in front, so that no two lists of texts look the same.
void append_sized(std::string_view text, std::string& bytes) {
  bytes += std::to_string(text.size());
  bytes += ':';
  bytes += text;
}

}  // namespace

std::string fingerprint(const Model& model) {
  std::string bytes;
  for (const auto& [id, fact] : model.facts) {
    // Not the number of the kind, which another Godwit may count otherwise.
    append_sized(to_string(id.kind), bytes);
    for (const std::string* part : {&id.schema, &id.table, &id.name}) {
      append_sized(*part, bytes);
    }
    bytes += std::to_string(fact.aspects.size());
    bytes += '\n';
    for (const auto& [name, value] : fact.aspects) {
      append_sized(name, bytes);
      append_sized(value, bytes);
    }
  }
  return sha256(bytes);
}

}  // namespace godwit::schema
