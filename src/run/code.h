// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include "driver/session.h"

namespace godwit::run {

/// The function of a step as a driver runs it: what it throws is its failure.
driver::Code code_of(const Step& step);

/// Fails at a step in C++ that this program does not have.
Result<void> check_code(const Plan& plan);

/// Whether this thread is inside the function of a step, from which no run may
/// be started: it would wait for the lock that the outer one has.
bool is_inside_code() noexcept;
Error run_inside_code();

}  // namespace godwit::run
