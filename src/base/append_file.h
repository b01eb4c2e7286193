// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <string_view>

namespace godwit {

/// A file that grows at its end. What others append at the same time stands
/// between the pieces that are written, and not within them.
class AppendFile {
 public:
  /// Makes the file where it is missing, for its owner to write and for its
  /// group to read. May be a device or a pipe that somebody reads.
  static Result<AppendFile> open(const std::string& path);
  /// Not owned.
  static AppendFile standard_error();
  AppendFile(AppendFile&& other) noexcept;
  AppendFile& operator=(AppendFile&&) = delete;
  ~AppendFile();

  /// Why it was not written; 0: it was. What could be written before that is
  /// ended by a line end before the next piece.
  int write(std::string_view piece) noexcept;

 private:
  AppendFile(int file, bool owned) : file_(file), owned_(owned) {}

  int file_;
  bool owned_;
  bool torn_ = false;
};

}  // namespace godwit
