// SPDX-License-Identifier: BSL-1.0
#include "report/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "base/utf8.h"

namespace godwit::report {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Bidirectional marks, embeddings and isolates make a line read differently
// from what it is.
constexpr std::array<Range, 6> steering = {{{0x0000, 0x001f},
                                            {0x007f, 0x009f},
                                            {0x061c, 0x061c},
                                            {0x200e, 0x200f},
                                            {0x2028, 0x202e},
                                            {0x2066, 0x2069}}};

// The blocks that matter for names of migrations; exact tables change with
// each version of Unicode.
constexpr std::array<Range, 6> combining = {{{0x0300, 0x036f},
                                             {0x0483, 0x0489},
                                             {0x0591, 0x05bd},
                                             {0x200b, 0x200d},
                                             {0x20d0, 0x20f0},
                                             {0xfe00, 0xfe0f}}};
constexpr std::array<Range, 9> wide = {{{0x1100, 0x115f},
                                        {0x2e80, 0x303e},
                                        {0x3041, 0xa4cf},
                                        {0xac00, 0xd7a3},
                                        {0xf900, 0xfaff},
                                        {0xfe30, 0xfe6f},
                                        {0xff00, 0xff60},
                                        {0x1f300, 0x1faff},
                                        {0x20000, 0x3fffd}}};

template <std::size_t n>
bool is_in(const std::array<Range, n>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
    return range.first <= code && code <= range.last;
  });
}

// Precondition: `bytes` is one sequence of well-formed UTF-8.
char32_t code_point(std::string_view bytes) {
  constexpr std::array<unsigned, 5> first_byte = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code =
      static_cast<unsigned char>(bytes[0]) & first_byte[bytes.size()];
  for (const char byte : bytes.substr(1)) {
    code = code << 6 | (static_cast<unsigned char>(byte) & 0x3f);
  }
  return code;
}

std::string escape(char32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto number = static_cast<std::uint32_t>(code);
  return code < 0x80 ? fmt::format("\\x{:02x}", number)
                     : fmt::format("\\u{:04x}", number);
}

// How much of a text from there on is ASCII that stays as it is, each a column
// wide: most texts are nothing else, and big tables have many.
std::size_t plain_run(std::string_view text, std::size_t from) {
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(from);
  const auto end = std::find_if(begin, text.end(),
                                [](char c) { return c < 0x20 || c > 0x7e; });
  return static_cast<std::size_t>(end - begin);
}

std::string escaped(std::string_view text, std::string_view kept) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t plain = plain_run(text, at); plain > 0) {
      result += text.substr(at, plain);
      at += plain;
      continue;
    }
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
      ++at;
      continue;
    }
    const std::string_view bytes = text.substr(at, size);
    const char32_t code = code_point(bytes);
    const bool stays =
        !is_in(steering, code) || kept.find(bytes) != std::string_view::npos;
    result += stays ? std::string(bytes) : escape(code);
    at += size;
  }
  return result;
}

std::size_t columns_of(char32_t code) {
  if (is_in(combining, code)) return 0;
  return is_in(wide, code) ? 2 : 1;
}

struct Beginning {
  std::size_t bytes = 0;
  std::size_t columns = 0;
};

// As much of a text as fits in so many columns.
Beginning what_fits(std::string_view text, std::size_t columns) {
  Beginning fits;
  while (fits.bytes < text.size()) {
    const std::size_t plain =
        std::min(plain_run(text, fits.bytes), columns - fits.columns);
    if (plain > 0) {
      fits.bytes += plain;
      fits.columns += plain;
      continue;
    }
    const std::size_t size =
        std::max<std::size_t>(utf8_sequence(text, fits.bytes), 1);
    const std::size_t more =
        columns_of(code_point(text.substr(fits.bytes, size)));
    if (more > columns - fits.columns) break;
    fits.bytes += size;
    fits.columns += more;
  }
  return fits;
}

}  // namespace

std::string printable(std::string_view text) { return escaped(text, ""); }

std::string printable_lines(std::string_view text) {
  return escaped(text, "\r\n\t");
}

std::size_t display_width(std::string_view text) {
  return what_fits(text, std::string_view::npos).columns;
}

std::string shortened(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  return std::string(text.substr(0, what_fits(text, columns - 1).bytes)) + "…";
}

std::string wrapped(std::string_view text, std::size_t indent,
                    std::size_t columns) {
  std::string lines;
  std::size_t used = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const std::size_t width = display_width(word);
    if (used > indent && used + 1 + width > columns) {
      lines += '\n' + std::string(indent, ' ');
      used = indent;
    } else if (used > indent) {
      lines += ' ';
      ++used;
    }
    lines += word;
    used += width;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace godwit::report
