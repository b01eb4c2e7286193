// SPDX-License-Identifier: BSL-1.0
#include "generate/header/cpp_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/utf8.h"

namespace godwit::generate {
namespace {

// Keywords and alternative tokens of C++20, and what compilers and the headers
// of systems define. Sorted.
constexpr auto not_to_be_named = std::to_array<std::string_view>(
    {"DOMAIN",    "EOF",        "FALSE",         "HUGE",
     "NAN",       "NULL",       "OVERFLOW",      "TRUE",
     "UNDERFLOW", "alignas",    "alignof",       "and",
     "and_eq",    "asm",        "assert",        "auto",
     "bitand",    "bitor",      "bool",          "break",
     "case",      "catch",      "char",          "char16_t",
     "char32_t",  "char8_t",    "class",         "co_await",
     "co_return", "co_yield",   "compl",         "concept",
     "const",     "const_cast", "consteval",     "constexpr",
     "constinit", "continue",   "decltype",      "default",
     "delete",    "do",         "double",        "dynamic_cast",
     "else",      "enum",       "errno",         "explicit",
     "export",    "extern",     "false",         "float",
     "for",       "friend",     "goto",          "i386",
     "if",        "inline",     "int",           "interface",
     "linux",     "long",       "major",         "makedev",
     "minor",     "mutable",    "namespace",     "new",
     "noexcept",  "not",        "not_eq",        "nullptr",
     "operator",  "or",         "or_eq",         "private",
     "protected", "public",     "register",      "reinterpret_cast",
     "requires",  "return",     "short",         "signed",
     "sizeof",    "static",     "static_assert", "static_cast",
     "stderr",    "stdin",      "stdout",        "struct",
     "switch",    "template",   "this",          "thread_local",
     "throw",     "true",       "try",           "typedef",
     "typeid",    "typename",   "union",         "unix",
     "unsigned",  "using",      "virtual",       "void",
     "volatile",  "wchar_t",    "while",         "xor",
     "xor_eq"});
static_assert(std::is_sorted(not_to_be_named.begin(), not_to_be_named.end()));

bool stands_in_cpp_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

}  // namespace

std::string cpp_identifier(std::string_view name) {
  std::string identifier;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t size = utf8_sequence(name, at);
    if (size > 1) {
      identifier +=
          fmt::format("u{:04x}", utf8_code_point(name.substr(at, size)));
    } else {
      identifier += stands_in_cpp_name(name[at]) ? name[at] : '_';
    }
    at += std::max<std::size_t>(size, 1);
  }
  if (identifier.empty() || is_digit(identifier.front())) {
    identifier.insert(0, 1, '_');
  }
  if (std::binary_search(not_to_be_named.begin(), not_to_be_named.end(),
                         identifier)) {
    identifier += '_';
  }
  return identifier;
}

std::string CppScope::add(std::string_view name) {
  std::string identifier = cpp_identifier(name);
  while (!taken_.insert(identifier).second) identifier += '_';
  return identifier;
}

std::string cpp_literal(std::string_view text) {
  std::string literal = "\"";
  char before = '\0';
  for (const char c : text) {
    // Two question marks may begin a trigraph.
    if (c == '"' || c == '\\' || (c == '?' && before == '?')) {
      literal += '\\';
      literal += c;
    } else if (c < ' ' || c > '~') {
      literal += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    } else {
      literal += c;
    }
    before = c;
  }
  return literal + '"';
}

}  // namespace godwit::generate
