// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "cli/declared.h"

namespace godwit::cli {

/// The page of the manual, section 1, as man and groff read it. The same text
/// for the same program: no dates.
std::string man_page(const DeclaredProgram& program, std::string_view version);

}  // namespace godwit::cli
