// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

namespace godwit::tool {

/// A file that leads a browser to a URL, so that the URL stands in no list of
/// processes. Only its owner can read it. Removed with the object.
class RedirectFile {
 public:
  /// Absent: it could not be written.
  static std::optional<RedirectFile> make(const std::string& url);
  RedirectFile(RedirectFile&& other) noexcept;
  RedirectFile& operator=(RedirectFile&&) = delete;
  ~RedirectFile();

  const std::string& path() const noexcept { return path_; }

 private:
  RedirectFile(std::string directory, std::string path);

  /// Of its own. Empty: it has moved on.
  std::string directory_;
  std::string path_;
};

/// Has the desktop open a file, and does not wait for the browser. False: it
/// has no program for that.
bool open_in_browser(const std::string& path);

/// Where it can be that somebody sees a browser.
bool has_display();

}  // namespace godwit::tool
