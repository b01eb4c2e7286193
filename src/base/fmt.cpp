// SPDX-License-Identifier: BSL-1.0
// The compiled part of fmt, which the rest refers to by fmt::format(): one
// library less where Godwit is linked and where its executors are copied to.
// Not everywhere, since that doubles the time to compile Godwit. What this
// defines is inline, so a program may have fmt's library beside it.
#define FMT_HEADER_ONLY
#include <fmt/format.h>

namespace godwit {

// Other objects can see this, so the function must be in this one.
extern std::string (*const vformat)(fmt::string_view, fmt::format_args);
std::string (*const vformat)(fmt::string_view,
                             fmt::format_args) = &fmt::vformat;

}  // namespace godwit
