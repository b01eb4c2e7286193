// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "schema/model.h"

namespace godwit::trial {

/// A value that a column of some type takes.
struct SampleValue {
  /// "number", "text", "bytes" or "other".
  std::string kind = "other";
  /// As SQL. A text is '1', which is also what migrations may take it for: a
  /// number, a version, JSON.
  std::string literal = "'1'";
};

/// `type`: as the model has it, a domain or another type that was made too.
SampleValue sample_value(const schema::Model& model, const std::string& type);

}  // namespace godwit::trial
