// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <vector>

#include "command/new_migration.h"

namespace godwit::command {

/// The names of the .sql and .cpp files in a directory.
Result<std::vector<std::string>> migration_files(const std::string& directory);

/// Files that are being written. Until they are kept they go again, so that a
/// failure leaves nothing behind.
class NewFiles {
 public:
  NewFiles() = default;
  ~NewFiles();
  NewFiles(const NewFiles&) = delete;
  NewFiles& operator=(const NewFiles&) = delete;

  /// Never overwrites.
  Result<void> write(const std::string& path, const std::string& text);
  void keep() noexcept { written_.clear(); }

 private:
  std::vector<std::string> written_;
};

}  // namespace godwit::command
