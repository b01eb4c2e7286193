// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <compare>
#include <cstddef>

namespace godwit {

/// A stretch of a text that nobody may see, as byte offsets.
struct Secret {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend auto operator<=>(const Secret&, const Secret&) = default;
};

}  // namespace godwit
