// SPDX-License-Identifier: BSL-1.0
#include "studio/page_files.h"

namespace godwit::studio {

const PageFile* find_page_file(std::string_view path) noexcept {
  if (path == "/") path = "/index.html";
  for (const PageFile& file : page_files()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

}  // namespace godwit::studio
