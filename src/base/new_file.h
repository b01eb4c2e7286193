// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <string_view>

namespace godwit {

/// A file that has its name only once it is whole, and is durable then. Until
/// then it is `part()`, which is removed with the object, and which the next
/// one of that name removes where a process was killed.
class NewFile {
 public:
  /// Fails with `io` where `path` is there. Only its owner can read and write
  /// it; with `like`, whoever may do so with that file.
  static Result<NewFile> make(const std::string& path,
                              const std::string& like = {});
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  const std::string& part() const noexcept { return part_; }
  /// Behind what was written before.
  Result<void> write(std::string_view bytes);
  Result<void> keep();

 private:
  NewFile(std::string path, std::string part, int file);

  std::string path_;
  std::string part_;
  int file_;
};

/// A file of a database and what SQLite and Godwit keep beside it, as far as
/// they are there. Follows no link.
void remove_database_files(const std::string& path);

}  // namespace godwit
