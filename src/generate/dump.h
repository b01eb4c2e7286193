// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <span>
#include <string>

#include "schema/model.h"

namespace godwit::generate {

/// The schema of a database as statements that make it of an empty one, each
/// after what it needs and otherwise by name: the same text for the same
/// schema. Without rows, and without the tables of histories.
Result<std::string> dump_schema(Connection& connection,
                                std::span<const schema::Identity> histories);

}  // namespace godwit::generate
