// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <string>

namespace godwit::rehearsal {

/// What to do about a script that a database refused on which it was only tried
/// out. Empty: the error says enough.
std::string hint_for(const Error& error);

}  // namespace godwit::rehearsal
