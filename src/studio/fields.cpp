// SPDX-License-Identifier: BSL-1.0
#include "studio/fields.h"

#include <fmt/format.h>

#include "base/errors.h"

namespace godwit::studio {
namespace {

/// Null: it is not there, or null.
const Json* find_field(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

Error wrong_type(std::string_view name, std::string_view wanted) {
  return bad_field(name, fmt::format("it must be {}", wanted));
}

}  // namespace

Error bad_field(std::string_view name, std::string_view why) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" makes no sense: {}", name, why),
                    "reload the page; another program finds in docs/studio.md "
                    "what to send");
}

Result<std::string> text_field(const Json& object, std::string_view name) {
  auto text = optional_text_field(object, name);
  if (!text) return std::move(text).error();
  if (!*text) return bad_field(name, "it is missing");
  return **std::move(text);
}

Result<std::optional<std::string>> optional_text_field(const Json& object,
                                                       std::string_view name) {
  const Json* field = find_field(object, name);
  if (field == nullptr) return std::optional<std::string>();
  if (!field->is_string()) return wrong_type(name, "a text");
  return std::optional(field->get<std::string>());
}

Result<std::optional<std::uint64_t>> optional_number_field(
    const Json& object, std::string_view name) {
  const Json* field = find_field(object, name);
  if (field == nullptr) return std::optional<std::uint64_t>();
  if (!field->is_number_unsigned()) {
    return wrong_type(name, "a whole number that is not negative");
  }
  return std::optional(field->get<std::uint64_t>());
}

Result<bool> flag_field(const Json& object, std::string_view name) {
  const Json* field = find_field(object, name);
  if (field == nullptr) return false;
  if (!field->is_boolean()) return wrong_type(name, "true or false");
  return field->get<bool>();
}

Result<const Json*> list_field(const Json& object, std::string_view name) {
  const Json* field = find_field(object, name);
  if (field != nullptr && !field->is_array()) return wrong_type(name, "a list");
  return field;
}

Result<const Json*> object_field(const Json& object, std::string_view name) {
  const Json* field = find_field(object, name);
  if (field != nullptr && !field->is_object()) {
    return wrong_type(name, "an object");
  }
  return field;
}

}  // namespace godwit::studio
