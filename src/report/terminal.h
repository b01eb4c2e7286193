// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdio>

namespace godwit::report {

/// What an output stream leads to.
struct Terminal {
  /// A person may be looking.
  bool interactive = false;
  bool colour = false;
  /// In columns; what a plain file is given too.
  std::size_t width = 80;
};

/// Colours only on a terminal that can show them, and not where the environment
/// variable NO_COLOR holds anything (https://no-color.org).
Terminal inspect_terminal(std::FILE* stream, bool colour_wanted = true);

}  // namespace godwit::report
