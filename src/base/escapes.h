// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit {

/// Takes what follows a backslash of PostgreSQL's E'…' off a text that is not
/// empty, and adds what it stands for.
void take_escape(std::string_view& text, std::string& resolved);

/// The same of U&'…', where the backslash is the one that announces.
void take_unicode_escape(std::string_view& text, std::string& resolved);

}  // namespace godwit
