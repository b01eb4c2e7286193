// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace godwit::tool {

/// What a parser has against a text, and where in it.
struct Complaint {
  std::string message;
  std::size_t offset = 0;
};

/// What PostgreSQL's grammar has against one SQL statement.
using SqlGrammar = std::optional<Complaint> (*)(const std::string& statement);

/// The first error of syntax in the body of a PL/pgSQL function or block, which
/// is given without its comments. It knows no catalog: whatever depends on what
/// a type, a parameter or a relation is, is taken. `header` is the rest of the
/// statement, whose words may be names of variables.
std::optional<Complaint> plpgsql_complaint(std::string_view body,
                                           std::string_view header,
                                           SqlGrammar grammar);

}  // namespace godwit::tool
