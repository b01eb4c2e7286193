// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "schema/model.h"
#include "sql/words.h"

namespace godwit::schema {

/// A name as SQL has it, with or without quotes, as `Identity::name` is.
std::string identity_name(std::string_view written, Dialect dialect);

/// The same as it was written, but for the quotes.
std::string shown_name(std::string_view written);

/// The object whose name comes next, with or without its schema. Null: there is
/// none of these kinds. Without a schema that of `public` is meant, or else
/// any, since the server leaves out only those that it would find by itself.
const Fact* next_object(sql::Words& words, const Model& model,
                        std::span<const Kind> kinds);

}  // namespace godwit::schema
