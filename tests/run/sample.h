// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

namespace godwit {

/// The sample set of this repository in the dialect of the program, as the
/// build embeds it.
EmbeddedSet sample_set();

}  // namespace godwit
