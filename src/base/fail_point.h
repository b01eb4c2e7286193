// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace godwit {

/// A step after which a process may be killed. In builds with tests the
/// environment variable GODWIT_KILL_AT names the step, counted from 1, at which
/// this process kills itself with SIGKILL; elsewhere it is nothing.
#if GODWIT_FAIL_POINTS
void fail_point() noexcept;
#else
inline void fail_point() noexcept {}
#endif

}  // namespace godwit
