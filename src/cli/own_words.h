// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <span>
#include <string>
#include <string_view>

namespace godwit::cli {

/// What the library and the commands call by a name of their API, and what to
/// give on the command line for it.
struct OwnWord {
  std::string_view in_library;
  std::string_view here;
};

/// Every name that their hints use.
std::span<const OwnWord> own_words();

/// An error of theirs as an executor says it: its hint advises options and
/// commands.
Error in_own_words(Error error);
/// The same of a piece of advice.
std::string in_own_words(std::string advice);

}  // namespace godwit::cli
