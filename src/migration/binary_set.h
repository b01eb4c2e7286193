// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>

#include <memory>
#include <string_view>
#include <vector>

namespace godwit {

/// A set as it lies in the bytes of a file, which must outlive it. The sets
/// that it requires are known by their names only.
struct BinarySet {
  /// The set alone, from its mark to the NUL behind its last text.
  std::string_view bytes = {};
  std::vector<EmbeddedEntry> entries = {};
  /// Has an address of its own, so that this can be moved while it is viewed.
  std::unique_ptr<const EmbeddedData> data = {};

  EmbeddedSet embedded() const noexcept { return EmbeddedSet(*data); }
};

/// The set that these bytes begin with, mark included; trusts nothing in them.
/// Fails where they do not have the form that docs/format.md describes.
Result<BinarySet> read_binary_set(std::string_view bytes);

/// Fails where the texts and names are not those that the set was made of.
Result<void> check_contents(EmbeddedSet set);

}  // namespace godwit
