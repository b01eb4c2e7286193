// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace godwit {

/// A step after which a process may be killed, by itself in tests.
void fail_point();

/// What fail_point() does from now on. Null, as at first: nothing.
void set_fail_point(void (*act)()) noexcept;

}  // namespace godwit
