// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>

namespace godwit::studio {

/// A file of the page, as it lies in src/studio/page.
struct PageFile {
  /// As in the URL, such as "/main.js".
  std::string_view path;
  std::string_view content_type;
  std::string_view bytes;
};

/// All of them; scripts/embed_page.py writes them down.
std::span<const PageFile> page_files() noexcept;

/// "/" is "/index.html". Null: there is none.
const PageFile* find_page_file(std::string_view path) noexcept;

}  // namespace godwit::studio
