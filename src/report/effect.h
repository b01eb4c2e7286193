// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "check/effects.h"
#include "report/json_document.h"
#include "report/style.h"

namespace godwit::report {

/// "shop.person".
std::string name_of(const driver::TableName& table);

/// "ACCESS EXCLUSIVE lock, writes all rows". Empty: nothing that is known.
std::string effect_text(const check::TableEffect& effect);

/// How much it matters.
Style effect_style(const check::TableEffect& effect);

Json effect_object(const check::TableEffect& effect);

}  // namespace godwit::report
