// SPDX-License-Identifier: BSL-1.0
#include "report/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "base/errors.h"
#include "base/number.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::report {
namespace {

using check::Finding;
using check::Severity;

// The rule last, in brackets, as compilers name the option of a warning.
Error with_rule(const Finding& finding) {
  Error error = finding.what;
  if (!finding.rule.empty())
    error.message += fmt::format(" [{}]", finding.rule);
  return error;
}

std::size_t count(CheckedSets sets, Severity severity) {
  std::size_t count = 0;
  for (const auto& [set, checked] : sets) {
    count += static_cast<std::size_t>(std::count_if(
        checked.findings.begin(), checked.findings.end(),
        [&](const Finding& f) { return f.severity == severity; }));
  }
  return count;
}

// What a workflow command cannot hold; in its properties also ':' and ','.
std::string percent_encoded(std::string_view text,
                            std::string_view characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) == characters.npos) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

// As the workflow commands are called.
std::string_view command_of(Severity severity) {
  return severity == Severity::note ? "notice" : to_string(severity);
}

std::string annotation(const Finding& finding) {
  constexpr std::string_view in_text = "%\r\n";
  constexpr std::string_view in_property = "%\r\n:,";
  const Error& what = finding.what;
  const std::string title = finding.rule.empty() ? "godwit" : finding.rule;
  std::string message = what.message;
  if (!what.hint.empty()) message += "\n" + what.hint;
  return fmt::format(
      "::{} file={},line={},col={},title={}::{}", command_of(finding.severity),
      percent_encoded(what.location.file, in_property), what.location.line,
      what.location.column, percent_encoded(title, in_property),
      percent_encoded(message, in_text));
}

template <typename Text>
std::string lines(CheckedSets sets, Text text) {
  std::string result;
  for (const auto& [set, checked] : sets) {
    for (const Finding& finding : checked.findings) {
      if (!result.empty()) result += '\n';
      result += text(finding);
    }
  }
  return result;
}

}  // namespace

std::string findings_text(CheckedSets sets, const Terminal& terminal) {
  return lines(sets, [&](const Finding& finding) {
    return diagnostic_text(with_rule(finding), to_string(finding.severity),
                           terminal);
  });
}

std::string findings_summary(CheckedSets sets) {
  const std::size_t errors = count(sets, Severity::error);
  const std::size_t warnings = count(sets, Severity::warning);
  if (errors == 0 && warnings == 0) return {};
  if (errors == 0) return counted(warnings, "warning");
  if (warnings == 0) return counted(errors, "error");
  return fmt::format("{}, {}", counted(errors, "error"),
                     counted(warnings, "warning"));
}

std::string findings_github(CheckedSets sets) {
  return lines(sets, annotation);
}

}  // namespace godwit::report
