// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

namespace godwit::driver {

// Errors that every driver has.

Error cancelled();

/// A script outside a transaction of ours began one and did not end it.
Error transaction_left_open();

}  // namespace godwit::driver
