// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {

/// The column by which rows can be gone through: the primary key, where it is
/// one column. Empty: there is none.
std::string key_column(const Model& model, const Identity& table);

/// What gives rows values, such as "UPDATE t SET a = 1" and "a IS NULL", in
/// portions along a key that commit by themselves, outside of a transaction.
/// Where it begins again, rows that have one are left out by the condition. At
/// once without a key.
std::string in_portions(std::string_view table, std::string_view key,
                        std::string_view update, std::string_view condition);

}  // namespace godwit::change::postgresql
