// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/arguments.h"

namespace godwit::cli {

// What the text of an option stands for. Absent: nothing.

/// From 0.
std::optional<std::size_t> number(const std::string& text);
/// From 1.
std::optional<std::size_t> count(const std::string& text);
/// From 1 to 65535.
std::optional<std::uint16_t> port(const std::string& text);
std::optional<std::chrono::milliseconds> seconds(const std::string& text);
std::optional<LintArguments::Format> format_named(const std::string& text);

// What is wrong with a text, as CLI11 wants to hear it; empty: nothing.

std::string check_not_empty(const std::string& text);
std::string check_assignment(const std::string& text);
std::string check_version(const std::string& text);
std::string check_number(const std::string& text);
std::string check_count(const std::string& text);
std::string check_port(const std::string& text);
std::string check_seconds(const std::string& text);
std::string check_transaction(const std::string& text);
std::string check_newer(const std::string& text);
std::string check_hash(const std::string& text);
std::string check_level(const std::string& text);
std::string check_format(const std::string& text);
std::string check_dialect(const std::string& text);
std::string check_drift_sql(const std::string& text);
std::string check_log_format(const std::string& text);
std::string check_shell(const std::string& text);

}  // namespace godwit::cli
