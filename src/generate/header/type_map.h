// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/model.h"

namespace godwit::generate {

/// What a program wants in place of the type that a header would take.
struct TypeMapping {
  /// A type of the database or, before that, "table.column".
  std::string of = {};
  /// Of C++.
  std::string type = {};
  /// Where that is declared, as it stands behind `#include`. Empty: nowhere.
  std::string include = {};

  /// Of "numeric=shop::Money:shop/money.h".
  static Result<TypeMapping> parse(std::string_view text);
};

/// The mapping that is meant for a column. Null: none is. `types`: how the type
/// is called, the nearest first.
const TypeMapping* mapping_for(std::span<const TypeMapping> mappings,
                               const schema::Fact& table,
                               const schema::Fact& column,
                               std::span<const std::string> types);

/// Fails with a mapping of a column that is not there.
Result<void> check_mappings(std::span<const TypeMapping> mappings,
                            const schema::Model& model);

}  // namespace godwit::generate
