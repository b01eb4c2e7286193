// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit {

/// A database URL or connection string fit to be shown: passwords, tokens and
/// everything that could hold one are replaced by "***". Works on text that is
/// malformed, where it rather hides too much.
std::string redact_url(std::string_view url);

/// Some message with every occurrence of the secret replaced by "***". An empty
/// secret changes nothing.
std::string redact(std::string_view message, std::string_view secret);

}  // namespace godwit
