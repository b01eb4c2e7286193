// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>

#include <string>

/// Digits alone: "030 / 12 34" is 0301234.
std::string normalised(const std::string& phone);

/// All numbers of people, in one transaction: they are few.
godwit::Result<void> normalise_phones(godwit::Database& database);

/// Counts the visits of each person, in batches: they are many.
godwit::Result<void> count_visits(godwit::Database& database);
godwit::Result<void> forget_counts(godwit::Database& database);
