// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

#include "cli/command.h"

namespace godwit::tool {

/// `godwit generate`, which no executor has: it is for those who write
/// migrations.
extern const cli::Command generate;

/// Does the same, and gives back the document in place of printing it.
Result<std::string> generated_document(cli::Invocation& invocation);

}  // namespace godwit::tool
