// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace godwit {

/// The word that was most likely meant. Empty: none is near.
std::string nearest(std::string_view word, std::span<const std::string> words);

/// "did you mean 'status'?", or an empty text where no word is near.
std::string suggestion(std::string_view word,
                       std::span<const std::string> words);

}  // namespace godwit
