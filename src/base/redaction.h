// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace godwit {

/// The passwords and tokens in a database URL or connection string, in no
/// order; they may lie within each other.
std::vector<Secret> secrets_of_url(std::string_view url);

/// A database URL or connection string fit to be shown: passwords, tokens and
/// everything that could hold one are replaced by "***". Works on text that is
/// malformed, where it rather hides too much.
std::string redact_url(std::string_view url);

/// A text with "***" in place of each of these stretches of it, which may
/// overlap.
std::string masked(std::string_view text, std::vector<Secret> secrets);

/// Some message with every occurrence of the secret replaced by "***". An empty
/// secret changes nothing.
std::string redact(std::string_view message, std::string_view secret);

}  // namespace godwit
