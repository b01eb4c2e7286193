// SPDX-License-Identifier: BSL-1.0
#include "report/drift.h"

#include <fmt/format.h>

#include <string_view>

#include "report/printable.h"
#include "report/style.h"

namespace godwit::report {
namespace {

Style style_of(DriftKind kind) {
  return kind == DriftKind::different ? Style::waiting : Style::bad;
}

// All of a text of many lines stands below its label.
std::string side(std::string_view label, std::string_view value) {
  if (value.empty()) return fmt::format("    {}: none\n", label);
  if (value.find('\n') == std::string_view::npos) {
    return fmt::format("    {}: {}\n", label, printable(value));
  }
  std::string text = fmt::format("    {}:\n", label);
  while (!value.empty()) {
    const std::size_t end = value.find('\n');
    text += fmt::format("      {}\n", printable(value.substr(0, end)));
    value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
  }
  return text;
}

std::string lines_of(const DriftedObject& object, const Terminal& terminal) {
  constexpr std::size_t widest = 10;
  const std::string_view kind = to_string(object.kind);
  std::string text = paint(kind, style_of(object.kind), terminal.colour) +
                     std::string(widest - kind.size() + 1, ' ') +
                     printable(object.object) + '\n';
  for (const DriftedObject::Aspect& aspect : object.aspects) {
    text += fmt::format("  {}\n", printable(aspect.name));
    text += side("expected", aspect.expected) + side("found", aspect.found);
  }
  return text;
}

}  // namespace

std::string drift_text(const Drift& drift, const Terminal& terminal) {
  std::string text;
  for (const DriftedObject& object : drift.objects) {
    text += lines_of(object, terminal);
  }
  text.pop_back();
  return text;
}

}  // namespace godwit::report
