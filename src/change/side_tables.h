// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <set>
#include <span>
#include <string_view>

#include "change/operation.h"

namespace godwit::change {

/// With what the summary of a copy into a side table begins.
constexpr std::string_view keep_summary = "keep ";

/// Makes a side table for each of these columns and tables of the first schema,
/// all of which the second drops. `taken`: side tables that are there. Fails
/// with the reason where values could not be given back to their rows.
Result<SideTables> side_tables(const schema::Model& from,
                               const schema::Model& to, const Renames& renames,
                               const std::set<schema::Identity>& objects,
                               std::span<const schema::Identity> taken);

/// What rows get in the columns that are made again: what was kept of them, and
/// else what a new row would get.
Fills fills_of_side_tables(const ChangeRequest& request);

/// Puts values into side tables before they are dropped, which is no danger any
/// more, and gives them back once what they were in is made again. The copy is
/// in the transaction of the drop, so that nobody writes in between.
void use_side_tables(const ChangeRequest& request, Operations& operations);

}  // namespace godwit::change
