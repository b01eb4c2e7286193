// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>

#include <span>

namespace godwit {

/// Sets a connection up for all of these sets, in their order: first by
/// `first`, if that is not empty, and each function once. Empty: there is
/// nothing to set up.
OnConnect on_connect_of(std::span<const EmbeddedSet> sets,
                        const OnConnect& first = {});

}  // namespace godwit
