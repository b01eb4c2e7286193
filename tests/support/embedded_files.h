// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sha256.h"

namespace godwit::test {

/// A migrations directory as the build would embed it, made of file names and
/// texts. `set()` views this object, which must outlive what is read from it.
class EmbeddedFiles {
 public:
  using File = std::pair<std::string, std::string>;

  EmbeddedFiles(Dialect dialect, const std::vector<File>& files)
      : dialect_(dialect) {
    for (const auto& [name, text] : files) add(name, text);
    digest_ = sha256(digest_input_);
  }
  EmbeddedFiles(const EmbeddedFiles&) = delete;
  EmbeddedFiles& operator=(const EmbeddedFiles&) = delete;

  EmbeddedSet set() const {
    return {.name = "test_migrations",
            .dialect = dialect_,
            .directory = "migrations",
            .default_url = {},
            .history_table = {},
            .digest = digest_,
            .names = names_.c_str(),
            .texts = texts_.c_str(),
            .entries = entries_.data(),
            .checksums = checksums_.c_str(),
            .size = entries_.size()};
  }

 private:
  void add(const std::string& name, const std::string& text) {
    entries_.push_back({.name_offset = size_of(names_),
                        .name_size = size_of(name),
                        .text_offset = size_of(texts_),
                        .text_size = size_of(text)});
    const std::string checksum = text_checksum(text);
    names_.append(name).push_back('\0');
    texts_.append(text).push_back('\0');
    checksums_.append(checksum);
    digest_input_.append(name).append(1, '\0').append(checksum);
  }

  static std::uint32_t size_of(const std::string& text) {
    return static_cast<std::uint32_t>(text.size());
  }

  Dialect dialect_;
  std::string names_, texts_, checksums_, digest_input_, digest_;
  std::vector<EmbeddedEntry> entries_;
};

}  // namespace godwit::test
