// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "report/json.h"

namespace godwit::report {

// What JSON documents are made of.

using Json = nlohmann::ordered_json;

/// Null for an empty text, or for zero.
Json or_null(const std::string& text);
Json or_null(std::uint32_t number);

/// What every document begins with.
Json document(const Heading& heading, bool ok);

/// As text. What is not UTF-8 shows U+FFFD.
std::string written(const Json& json);

Json error_object(const Error& error);

}  // namespace godwit::report
