// SPDX-License-Identifier: BSL-1.0
#include "cli/option_values.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "base/number.h"
#include "plan/hash.h"

namespace godwit::cli {
namespace {

using Format = LintArguments::Format;

constexpr double longest_wait = 1e6;  // seconds

constexpr std::array<std::pair<std::string_view, Format>, 4> formats = {
    {{"text", Format::text},
     {"json", Format::text},
     {"sarif", Format::sarif},
     {"github", Format::github}}};

}  // namespace

std::optional<std::size_t> number(const std::string& text) {
  return parse_number<std::size_t>(text);
}

std::optional<std::size_t> count(const std::string& text) {
  const auto found = number(text);
  return found != std::size_t{0} ? found : std::nullopt;
}

std::optional<std::uint16_t> port(const std::string& text) {
  const auto number = parse_number<std::uint16_t>(text);
  return number && *number > 0 ? number : std::nullopt;
}

std::optional<std::chrono::milliseconds> seconds(const std::string& text) {
  const auto length = parse_number<double>(text);
  if (!length || !(*length >= 0 && *length <= longest_wait)) return {};
  // No limit becomes 0, which would be none.
  return std::chrono::ceil<std::chrono::milliseconds>(
      std::chrono::duration<double>(*length));
}

std::optional<Format> format_named(const std::string& text) {
  for (const auto& [name, format] : formats) {
    if (name == text) return format;
  }
  return std::nullopt;
}

std::string check_not_empty(const std::string& text) {
  return text.empty() ? "the value is empty" : "";
}

std::string check_assignment(const std::string& text) {
  const std::size_t sign = text.find('=');
  const bool named = sign != text.npos && sign > 0;
  return named ? "" : fmt::format("'{}' is not of the form NAME=VALUE", text);
}

std::string check_version(const std::string& text) {
  return Version::parse(text).ok() ? ""
                                   : fmt::format("'{}' is not a version", text);
}

std::string check_number(const std::string& text) {
  return number(text) ? "" : fmt::format("'{}' is not a number", text);
}

std::string check_count(const std::string& text) {
  return count(text) ? "" : fmt::format("'{}' is not a number from 1", text);
}

std::string check_port(const std::string& text) {
  return port(text) ? ""
                    : fmt::format("'{}' is not a port from 1 to 65535", text);
}

std::string check_seconds(const std::string& text) {
  return seconds(text) ? ""
                       : fmt::format("'{}' is not a number of seconds", text);
}

std::string check_transaction(const std::string& text) {
  return text == "each" || text == "batch"
             ? ""
             : fmt::format("'{}' is neither 'each' nor 'batch'", text);
}

std::string check_newer(const std::string& text) {
  return text == "accept" || text == "refuse"
             ? ""
             : fmt::format("'{}' is neither 'accept' nor 'refuse'", text);
}

std::string check_hash(const std::string& text) {
  if (is_plan_hash(text)) return {};
  return "it is not a hash as 'plan' shows it, of 16 hexadecimal digits";
}

std::string check_level(const std::string& text) {
  return check::level_named(text)
             ? ""
             : fmt::format("'{}' is none of structure, syntax, execute", text);
}

std::string check_format(const std::string& text) {
  return format_named(text)
             ? ""
             : fmt::format("'{}' is none of text, json, sarif, github", text);
}

std::string check_dialect(const std::string& text) {
  return text == "sqlite" || text == "postgresql"
             ? ""
             : fmt::format("'{}' is neither 'sqlite' nor 'postgresql'", text);
}

std::string check_drift_sql(const std::string& text) {
  return text == "revert" || text == "adopt"
             ? ""
             : fmt::format("'{}' is neither 'revert' nor 'adopt'", text);
}

std::string check_log_format(const std::string& text) {
  return text == "text" || text == "json"
             ? ""
             : fmt::format("'{}' is neither 'text' nor 'json'", text);
}

std::string check_shell(const std::string& text) {
  return text == "bash" || text == "zsh" || text == "fish"
             ? ""
             : fmt::format("'{}' is none of bash, zsh, fish", text);
}

}  // namespace godwit::cli
