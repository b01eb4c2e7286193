// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

namespace godwit::tool {

/// A file that a build makes: one that has these bytes already keeps its time,
/// so that nothing is compiled anew.
Result<void> write_if_different(const std::string& path,
                                const std::string& bytes);

}  // namespace godwit::tool
