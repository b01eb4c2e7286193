// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::change::postgresql {

/// A name as SQL has it: in quotes only where it must be.
std::string spelled(std::string_view name);
/// With a schema in front, if there is one.
std::string spelled(std::string_view schema, std::string_view name);

}  // namespace godwit::change::postgresql
