// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "command/database.h"
#include "report/json.h"
#include "studio/api.h"

namespace godwit::studio {

/// What the document of a command begins with, of a database that is open.
report::Heading heading_of(std::string_view command,
                           const command::Database& database);

/// A document as the command line prints it.
Json document_of(const std::string& text);

/// That of `command::status`.
Result<Json> status_document(const Call& call);

}  // namespace godwit::studio
