// SPDX-License-Identifier: BSL-1.0
#include "report/style.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace godwit::report {
namespace {

// https://en.wikipedia.org/wiki/ANSI_escape_code#SGR
std::string_view parameters(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::good:
      return "32";
    case Style::waiting:
      return "33";
    case Style::bad:
      return "1;31";
    case Style::heading:
      return "1";
    case Style::faint:
      return "2";
  }
  return "";
}

}  // namespace

std::string paint(std::string_view text, Style style, bool colour) {
  if (!colour || style == Style::plain) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", parameters(style), text);
}

std::string without_paint(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find("\x1b["), text.size());
    plain += text.substr(0, begin);
    text.remove_prefix(begin);
    if (text.empty()) break;
    text.remove_prefix(std::min(text.find('m'), text.size() - 1) + 1);
  }
  return plain;
}

}  // namespace godwit::report
