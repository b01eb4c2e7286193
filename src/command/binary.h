// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <string>

#include "migration/binary_sets.h"

namespace godwit::command {

/// A file and the sets that were found in it, which view its bytes: stays where
/// it is.
struct Binary {
  Binary() = default;
  Binary(const Binary&) = delete;
  Binary& operator=(const Binary&) = delete;

  std::string bytes;
  /// Each problem names the file.
  BinarySets found;
};

/// Fails where the file cannot be read, where there is no set in it, and where
/// a stop is requested meanwhile.
Result<void> read_binary(const std::string& file, const StopToken& stop,
                         Binary& binary);

/// Where a file of the set lies here and now, instead of where it lay in the
/// source tree that the set was built from. Empty directory: as it is.
void move_to(const std::string& directory, EmbeddedSet set,
             SourceLocation& location);

}  // namespace godwit::command
