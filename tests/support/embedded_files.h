// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

#include <cstdint>
#include <string>
#include <tuple>
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
            .required = {},
            .digest = digest_,
            .data = data_.c_str(),
            .entries = entries_.data(),
            .size = entries_.size()};
  }

 private:
  void add(const std::string& name, const std::string& text) {
    const std::string checksum = text_checksum(text);
    EmbeddedEntry& entry = entries_.emplace_back();
    std::tie(entry.name_offset, entry.name_size) = append(name);
    append(checksum);
    std::tie(entry.text_offset, entry.text_size) = append(text);
    digest_input_.append(name).append(1, '\0').append(checksum);
  }

  std::pair<std::uint32_t, std::uint32_t> append(const std::string& field) {
    const std::size_t offset = data_.size();
    data_.append(field).push_back('\0');
    return {static_cast<std::uint32_t>(offset),
            static_cast<std::uint32_t>(field.size())};
  }

  Dialect dialect_;
  std::string data_, digest_input_, digest_;
  std::vector<EmbeddedEntry> entries_;
};

}  // namespace godwit::test
