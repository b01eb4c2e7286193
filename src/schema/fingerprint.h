// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "schema/model.h"

namespace godwit::schema {

/// SHA-256, in hexadecimal digits, of all that `differences` compares: two
/// models have the same where nothing differs.
std::string fingerprint(const Model& model);

}  // namespace godwit::schema
