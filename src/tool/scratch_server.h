// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "cli/command.h"
#include "driver/database_url.h"

namespace godwit::tool {

using MaybeUrl = Result<std::optional<driver::DatabaseUrl>>;

/// Absent: the text is empty.
MaybeUrl parsed_url(const std::string& text);

/// Where scratch databases of a dialect are made: as the option says, else
/// nowhere in particular where they take no server, else on that of the
/// database that is configured.
MaybeUrl scratch_server(cli::Invocation& invocation, Dialect dialect,
                        const std::string& option, cli::Sets sets);

}  // namespace godwit::tool
