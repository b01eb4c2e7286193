// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "command/new_migration.h"
#include "generate/schema_plan.h"

namespace godwit::generate {

/// The two halves of a step, as people and migrations read them. What loses
/// rows or values, or fails where there are rows, has a comment at its head
/// that the build refuses until somebody has written why it may.
command::Halves written_halves(const SchemaPlan& plan, const SchemaStep& step,
                               Dialect dialect);

/// What a further step is for, such as "_validate".
std::string_view purpose_of(const SchemaStep& step);

/// What a step does, in a name such as "add_email_to_person".
std::string proposed_name(const SchemaStep& step);

/// All of one way as one script, without what only migrations have.
std::string written_script(const change::Operations& operations,
                           Dialect dialect);

}  // namespace godwit::generate
