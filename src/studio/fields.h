// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "studio/api.h"

namespace godwit::studio {

// What stands in an object that the page has sent, which may be anything: a
// member of another type is invalid_argument, and names the member. One that is
// null is as if it were not there.

/// Fails where it is not there.
Result<std::string> text_field(const Json& object, std::string_view name);
Result<std::optional<std::string>> optional_text_field(const Json& object,
                                                       std::string_view name);
/// Not negative.
Result<std::optional<std::uint64_t>> optional_number_field(
    const Json& object, std::string_view name);
/// False where it is not there.
Result<bool> flag_field(const Json& object, std::string_view name);
/// Null where it is not there, and otherwise part of `object`.
Result<const Json*> list_field(const Json& object, std::string_view name);
Result<const Json*> object_field(const Json& object, std::string_view name);

/// Of a member that makes no sense, for whoever finds that out.
Error bad_field(std::string_view name, std::string_view why);

}  // namespace godwit::studio
