// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

namespace godwit::generate {

/// A name of the database as one of C++: what C++ does not take becomes `_`,
/// what is beyond ASCII its code point (`u00e9`), and behind a keyword, or a
/// macro that headers of the system define, stands `_`.
std::string cpp_identifier(std::string_view name);

/// The names of one scope of C++.
class CppScope {
 public:
  /// `taken`: what the scope has already.
  CppScope(std::initializer_list<std::string_view> taken)
      : taken_(taken.begin(), taken.end()) {}

  /// A name that nothing else here has: `_` is added as often as it takes.
  std::string add(std::string_view name);

 private:
  std::set<std::string, std::less<>> taken_;
};

/// A text as a literal of C++, in its quotes.
std::string cpp_literal(std::string_view text);

}  // namespace godwit::generate
